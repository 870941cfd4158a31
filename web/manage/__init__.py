"""The managers' pages, `/manage`."""
