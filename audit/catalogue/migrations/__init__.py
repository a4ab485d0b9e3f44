"""Alembic's scripts: how an older catalogue becomes what this program reads."""
