"""An independent pair of eyes for what is on paper: poppler, where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest


def text_of(pdf: bytes, *options: str) -> str:
    """The words of a PDF as they stand on its pages, a form feed behind each page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    command = ["pdftotext", *(options or ("-layout",)), "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def pages_of_text(pdf: bytes) -> list[str]:
    return text_of(pdf).split("\f")[:-1]


def sheet_points(pdf: bytes) -> set[tuple[float, float]]:
    """Widths and heights of the pages, in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return {(float(width), float(height)) for width, height in boxes}
