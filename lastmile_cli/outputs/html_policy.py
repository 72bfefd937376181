"""What a page of ours may load and run: what is in it, by its hash, and nothing else."""

from __future__ import annotations

import base64
import hashlib


def content_policy(*, style: str, script: str = "", images: str = "") -> str:
    """
    Write a Content-Security-Policy for a page with this style and script inside.

    ``images`` is from where else pictures may come; a page without a script runs none.
    """
    rules = {
        "default-src": "'none'",
        "script-src": _digest(script) if script else "'none'",
        "style-src": _digest(style),
        "img-src": f"data: {images}".rstrip(),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{rule} {value}" for rule, value in rules.items())


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
