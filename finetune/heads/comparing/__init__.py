"""A head against what it must beat, out of fold."""
