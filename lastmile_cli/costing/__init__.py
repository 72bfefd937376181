"""
The one till: a timed plan and its rates to bill lines in exact money and grams of CO2e.
"""
