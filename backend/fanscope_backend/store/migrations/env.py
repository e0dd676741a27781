"""Alembic's entry: runs the chain on the connection that :mod:`fanscope_backend.store.migrate` gives."""

from __future__ import annotations

from alembic import context

from fanscope_backend.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
