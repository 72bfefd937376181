"""A row of figures in large type, each below the word for it."""

from __future__ import annotations

from collections.abc import Sequence

from lastmile_cli.outputs.pdf.paper import GREY, MARGIN_MM, Paper


def draw_facts(paper: Paper, facts: Sequence[tuple[str, str]], top: float) -> None:
    """
    Draw (word, figure) pairs side by side with their top at ``top``.

    Long figures have more room than short ones; where all of them are too long, they are smaller.
    """
    if not facts:
        return
    needed = [
        max(paper.width(word, size=8), paper.width(figure, size=15, bold=True)) + 4.0
        for word, figure in facts
    ]
    spare = (paper.inner_mm - sum(needed)) / len(facts)
    shrink = 1.0 if spare >= 0 else paper.inner_mm / sum(needed)
    x = MARGIN_MM
    for (word, figure), width in zip(facts, needed, strict=True):
        step = width * shrink + max(0.0, spare)
        paper.text(x, top + 4.6, word, size=8, least=5, grey=GREY, fit=step - 1)
        paper.text(x, top + 11.5, figure, size=15, least=8, bold=True, fit=step - 1)
        x += step
