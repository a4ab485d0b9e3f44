"""Light models: smaller students, pruned and 8-bit networks, each measured before and after."""
