"""
Domain values to versioned JSON and back, both directions beside each other. No files are opened here.
"""
