"""PyVRP's iterated local search behind the engine port; an extra that need not be installed."""
