"""Alembic's environment: it runs on the connection that `migrations.upgrade` hands over."""

from typing import Any

from alembic import context
from sqlalchemy import JSON

from models.base import UtcDateTime
from models.registry import metadata


def render(kind: str, thing: Any, _context: Any) -> Any:
    """Write our own types as SQLAlchemy's, so that a migration does not change when the models do."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata(),
    compare_type=True,
    render_item=render,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
