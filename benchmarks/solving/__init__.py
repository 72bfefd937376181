"""
Solvers beside each other on public instances: reading, running, re-checking, comparing.

Only ``problem.py`` and ``engines/ours.py`` know the package; what judges a plan
(``checker.py``, ``driving.py``) borrows nothing from it.
"""
