"""What is said of a head: its card, the verdict, the report."""
