"""How a head is made over hours: several processes, what was done kept, curves for who waits."""
