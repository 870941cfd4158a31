"""What managers and clerks do on their pages: signing in, lists, searching, deciding."""
