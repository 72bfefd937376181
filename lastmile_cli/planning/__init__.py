"""
Stops, fleet and travel to an immutable Problem; proposals to a Plan; reasons for what was left out. Pure.
"""
