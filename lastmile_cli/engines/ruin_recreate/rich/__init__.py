"""
Days with breaks, several trips, shipments and the like: the same search on routes kept as lists.

Here every insertion that survives a constant-time test is driven through
exactly. That costs speed and buys every constraint; plain days stay with the
kernels one folder up.
"""
