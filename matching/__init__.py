"""Who fits, who is asked first, who goes when: pure functions on plain data. Imports nothing of the project."""
