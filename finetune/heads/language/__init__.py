"""Heads on language models from a folder: LoRA on attention, and one closed question each."""
