"""A plan as one HTML file with a map that needs nothing else: no server, no tiles, no network."""
