"""Freeze the past, price the change, pose the new problem; the difference of two plans."""
