"""The catalogue: the database, its schema, and how one action is committed."""
