"""How the tables came to be what they are: one step a file, run by Alembic."""

from __future__ import annotations

HEAD = "0001"
"""The newest step."""
