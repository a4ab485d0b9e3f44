"""Presenters of the reader's word: comparing, holding, reporting, settings."""
