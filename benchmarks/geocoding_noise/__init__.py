"""Addresses of a map, spoilt in many ways and looked up again; ``benchmarks/geocoding.py`` runs it."""
