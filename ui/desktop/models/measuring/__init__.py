"""Measuring: numbers, words, and the list of what was measured. Without Qt."""
