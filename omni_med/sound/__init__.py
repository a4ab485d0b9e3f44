"""Recorded speech: read, and its pointing words found with their times."""
