"""What ``benchmarks/roads.py`` is made of: places, processes of their own, and each measurement."""
