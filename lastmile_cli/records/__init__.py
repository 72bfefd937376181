"""Domain values to versioned JSON and back, side by side. No files are opened here."""
