"""What the program keeps and proves: keys, sealed objects, catalogue, trail, identities."""
