"""Bringing a county into the database: its areas and venues from a divisions file, and the catalogue."""
