"""Run by Alembic: the steps go over the connection that is handed in, in one transaction."""

from __future__ import annotations

from alembic import context

from lastmile_cli.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
