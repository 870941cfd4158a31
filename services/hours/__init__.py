"""Hours: evidence and its grades, claims and the second person, what is unusual, the time bank, points, and the daily root."""
