"""
Coordinates to travel times, distances and street geometry, by hour of the day.

It knows no orders.
"""
