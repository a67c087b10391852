"""Runs the migrations on the connection that `service.store.schema` hands over."""

from alembic import context
from sqlmodel import SQLModel

from service.store import tables  # noqa: F401  # fills the metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("run `tanyakabar migrate`: migrations need the product's own connection")
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
