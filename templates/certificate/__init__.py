"""The papers about service, set by typst, and their words."""
