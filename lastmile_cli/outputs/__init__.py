"""Domain values to text or bytes: tables, JSON, CSV, PDF, GPX, GeoJSON.

Nothing is computed here that a plan does not say, and nothing is written to disk.
"""
