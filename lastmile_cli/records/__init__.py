"""
Domain values to versioned JSON and back, both directions together. No file is opened here.
"""
