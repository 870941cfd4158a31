"""The tables, their state machines and the queries that read them."""
