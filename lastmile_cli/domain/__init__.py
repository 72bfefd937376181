"""
The nouns of a delivery day and the ports its tools plug into.

Values here are pure and frozen and check themselves on birth. Nothing is read,
written, asked or computed over time here; no third-party import but numpy.
"""
