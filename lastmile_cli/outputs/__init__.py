"""
Domain values to text or bytes: tables, JSON, CSV, PDF, GPX, GeoJSON. Nothing is computed that a plan does not say.
"""
