"""Films, notes and reports as the data gives them, and how films are varied."""
