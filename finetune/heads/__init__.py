"""Teach the embedded model one more finding from a few dozen cases, or say honestly: not yet."""
