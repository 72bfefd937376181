"""
The default engine: ruin and recreate under time-dependent travel, in numba.
"""
