"""Addresses of a map, spoilt in many ways and looked up again: see ``benchmarks/geocoding.py``."""
