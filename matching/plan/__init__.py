"""Who visits whom, in which order: the day-plan kernel and its doors."""
