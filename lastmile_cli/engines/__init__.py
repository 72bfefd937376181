"""Solvers: each takes a Problem and proposes visiting orders. None reports an hour or a price."""
