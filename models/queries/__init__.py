"""The queries that read the guarded tables, each narrowed to what its actor may see (see `models.scope`)."""
