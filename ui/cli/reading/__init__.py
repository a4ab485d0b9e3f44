"""Verbs of who reads: studies come in, are analysed, asked about, reported and shown."""
