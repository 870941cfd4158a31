"""A demo county: invented people, plainly marked as such, made by a seeded generator."""
