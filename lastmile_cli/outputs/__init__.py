"""
Domain values to text or bytes: tables, CSV, PDF, GPX, GeoJSON. A plan already says it all.
"""
