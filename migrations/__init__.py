"""Alembic migrations: the only way in which a database, a test's too, comes to have tables."""
