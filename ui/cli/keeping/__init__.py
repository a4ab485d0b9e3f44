"""Verbs of who keeps it safe: users, keys, the trail, backups, controls."""
