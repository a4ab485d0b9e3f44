"""Verbs on models: the embedded one, those of the user, servers."""
