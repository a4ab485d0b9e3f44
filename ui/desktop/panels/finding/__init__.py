"""What is said of the model's findings: cards, dials, words."""
