"""Fold events over a plan to the state of the day; ETAs with an interval."""
