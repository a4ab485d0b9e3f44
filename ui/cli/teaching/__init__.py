"""Verbs of who teaches: data sets, heads, the gate, light models, evaluation."""
