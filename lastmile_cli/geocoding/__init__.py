"""An address to a coordinate with a precision; it never guesses silently, knows no travel times."""
