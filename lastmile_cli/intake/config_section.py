"""What every section of the configuration has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A mapping in which every key is known."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, validate_default=True, validate_by_name=False
    )
