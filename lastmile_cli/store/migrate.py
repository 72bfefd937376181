"""The tables made, or brought up to date."""

from __future__ import annotations

import logging
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from lastmile_cli.store import migrations


def migrate(connection: sa.Connection, step: str = migrations.HEAD) -> None:
    """Run all steps up to one, over a connection that is inside a transaction."""
    # Alembic tells each step on the log; a cron job's mail is for what the dispatcher should know.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, step)
