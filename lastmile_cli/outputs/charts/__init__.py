"""Charts of figures: shapes once, written as SVG or PNG."""
