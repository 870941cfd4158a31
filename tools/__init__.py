"""Checks of our own."""
