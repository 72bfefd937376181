"""
An address to a coordinate with a precision. It never guesses silently and knows no streets' travel times.
"""
