"""The README is a promise: its commands run in order, its links lead somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SHELL_BLOCK = re.compile(r"^```(?:bash|sh|shell|console)\n(.*?)^```", re.M | re.S)
PRINTED_BLOCK = re.compile(
    r"^```(?:bash|sh|shell|console)\n(.*?)^```\n+```text\n(.*?)^```", re.M | re.S
)
"""Commands with what they print right below, some lines of it left out."""
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
INSTALLS = 2
"""The first two blocks install; a clean machine runs them, not this suite."""

PAGES = sorted(
    [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("*.md")]
)


def blocks_of(page: Path) -> list[str]:
    return SHELL_BLOCK.findall(page.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def machine(tmp_path_factory) -> dict[str, str]:
    """A folder as a user has it after the install, with ``lastmile`` and ``python`` on the path."""
    home = tmp_path_factory.mktemp("user")
    shutil.copytree(ROOT / "sample_data", home / "sample_data")
    shutil.copy(ROOT / "config.example.yaml", home)
    tools = home / ".bin"
    tools.mkdir()
    for name, call in (("lastmile", "-m lastmile_cli "), ("python", "")):
        tool = tools / name
        tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" {call}"$@"\n')
        tool.chmod(0o755)
    return {
        **os.environ,
        "HOME": str(home),
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }


def printed_of(page: Path) -> dict[str, list[str]]:
    """What a page says that its blocks of commands print, line by line."""
    pairs = PRINTED_BLOCK.findall(page.read_text(encoding="utf-8"))
    return {commands: printed.splitlines() for commands, printed in pairs}


def is_late_only_where_traffic_is_ignored(table: str) -> None:
    """The story that the README tells of the lunchtime jam."""
    (late,) = re.findall(r"^late stops +(.*)$", table, re.M)
    on_paper, driven, minded = map(int, late.split())
    assert (on_paper, minded) == (0, 0)
    assert driven > 0


@pytest.mark.skipif(shutil.which("bash") is None, reason="the README's blocks are for bash")
def test_every_block_of_the_readme_runs_in_order(machine):
    blocks, printed = blocks_of(ROOT / "README.md"), printed_of(ROOT / "README.md")
    assert len(blocks) > INSTALLS
    assert printed

    for block in blocks[INSTALLS:]:
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=machine["HOME"],
            env=machine,
            capture_output=True,
            timeout=300,
            check=False,
        )
        assert ran.returncode == 0, f"{block}\n{ran.stderr.decode()}"
        assert ran.stdout or "--quiet" in block, f"{block}\nprinted nothing"
        if "--no-traffic" in block:
            is_late_only_where_traffic_is_ignored(ran.stdout.decode())
        lines = [it.rstrip() for it in (ran.stdout + ran.stderr).decode().splitlines()]
        missing = [line for line in printed.get(block, []) if line not in lines]
        assert not missing, f"{block}\nprints no longer {missing}, but\n" + "\n".join(lines)
    assert list((Path(machine["HOME"]) / "tomorrow").glob("*.pdf"))


def test_the_first_two_blocks_are_the_ones_a_fresh_machine_proves():
    first, second = blocks_of(ROOT / "README.md")[:INSTALLS]

    assert first == (
        "pip install . && lastmile plan sample_data/stops.csv -c config.example.yaml\n"
    )
    assert second == "pip install '.[test]' && pytest\n"


@pytest.mark.skipif(shutil.which("bash") is None, reason="the tour is for bash")
def test_the_error_tour_prints_what_it_says_it_prints(machine):
    """Each ``$ command`` of the tour with the output below it, stdout and stderr apart."""
    told = []
    for block in blocks_of(ROOT / "docs" / "error-tour.md"):
        command, _, output = block.removeprefix("$ ").partition("\n")
        ran = subprocess.run(
            ["bash", "-c", command], cwd=machine["HOME"], env=machine, capture_output=True,
            timeout=300, check=False,
        )  # fmt: skip
        assert output == ran.stdout.decode(), f"{command}\n{ran.stderr.decode()}"
        told.append(command)
    assert told


@pytest.mark.skipif(shutil.which("bash") is None, reason="the page's blocks are for bash")
@pytest.mark.parametrize(
    "page",
    [
        "costs.md",
        "white-glove.md",
        "attempts.md",
        "walking.md",
        "electric.md",
        "loading.md",
        "deciding.md",
        "map.md",
        "tracking.md",
        "replanning.md",
        "quote.md",
        "explain.md",
        "paper.md",
        "stress.md",
        "choosing-hubs.md",
    ],
)
def test_every_block_of_a_page_runs_in_order(machine, page):
    """
    All cuts of the bill work on what ``init`` writes; furniture is carried upstairs by two, and
    parcels round the corner on foot.
    """
    for block in blocks_of(ROOT / "docs" / page):
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=machine["HOME"],
            env=machine,
            capture_output=True,
            timeout=300,
            check=False,
        )
        assert ran.returncode == 0, f"{block}\n{ran.stderr.decode()}"
        assert ran.stdout, f"{block}\nprinted nothing"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_something_that_is_there(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    here = [link for link in links if not re.match(r"[a-z]+:", link)]
    for link in here:
        target, _, heading = link.partition("#")
        there = page.parent / target if target else page
        assert there.exists(), f"{page.relative_to(ROOT)}: {link}"
        if heading:
            assert heading in headings_of(there), f"{page.relative_to(ROOT)}: {link}"


def headings_of(page: Path) -> set[str]:
    """Anchors of a page's headings, as forges make them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_in_the_docs_exists_with_its_options(page):
    """``lastmile plan --stirct`` in a page would be a promise nobody keeps."""
    import typer

    from lastmile_cli.cli.app import app

    commands = typer.main.get_command(app).commands
    for words in re.findall(r"\blastmile ((?:[a-z]+)(?: [^`\n|>]*)?)", page.read_text("utf-8")):
        name, *rest = words.split()
        if name not in commands:
            assert not any(word.startswith("-") for word in rest), f"{page.name}: lastmile {words}"
            continue
        known = options_of(commands[name])
        for word in rest:
            if word.startswith("--"):
                assert word.split("=")[0].rstrip(".,;:)") in known, f"{page.name}: {words}"


def options_of(command) -> set[str]:
    parts = getattr(command, "commands", {}).values()
    mine = {opt for param in command.params for opt in param.opts} | {"--help"}
    return mine.union(*(options_of(part) for part in parts))
