"""The one till: a timed plan and its rates to bill lines and grams of CO2e. It knows no hours."""
