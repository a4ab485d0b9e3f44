"""The worklist: page and table."""
