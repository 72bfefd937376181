"""Measurements, each with the command that repeats it. None of them is a test."""
