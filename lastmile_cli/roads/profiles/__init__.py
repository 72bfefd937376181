"""The ways somebody may move, each a table of facts in its own file. Nothing is computed here."""
