"""What a cell parser says when it cannot read a cell."""

from __future__ import annotations


class CellError(ValueError):
    """
    A cell that cannot be read: notice code, what is wrong, what to try.

    Raised by the parsers and caught by the row reader; never leaves the room.
    """

    def __init__(self, code: str, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.code = code
        self.problem = problem
        self.hint = hint
