"""Exchange with other systems by the elements of MZ/T 061: export of all records, and import that says why a row is refused."""
