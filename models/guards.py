"""What the database itself refuses: changing or deleting a line of the ledger, whoever asks."""

from sqlalchemy import Connection, inspect, text

ONLY_ADDED = ("entry", "ledger_root", "point_move")
_FUNCTION = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a row of % is never changed', TG_TABLE_NAME; END $$"""


def guard(connection: Connection) -> None:
    """Put the triggers on the tables of the ledger that have none; done after every migration."""
    tables = [table for table in ONLY_ADDED if inspect(connection).has_table(table)]
    if connection.dialect.name == "sqlite":
        for table in tables:
            for change in ("UPDATE", "DELETE"):
                connection.execute(text(_sqlite(table, change)))
        return
    there = set(connection.execute(text("SELECT tgname FROM pg_trigger")).scalars())
    missing = [table for table in tables if f"{table}_only_added" not in there]
    if missing:
        connection.execute(text(_FUNCTION))
    for table in missing:
        connection.execute(text(_postgres(table, "only_added", "UPDATE OR DELETE", "ROW")))
        connection.execute(text(_postgres(table, "only_added_whole", "TRUNCATE", "STATEMENT")))


def _sqlite(table: str, change: str) -> str:
    name = f"{table}_no_{change.lower()}"
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'a row of {table} is never changed'); END"
    )


def _postgres(table: str, name: str, change: str, each: str) -> str:
    return f"CREATE TRIGGER {table}_{name} BEFORE {change} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
