"""
An address to a coordinate with a precision. It never guesses silently.
"""
