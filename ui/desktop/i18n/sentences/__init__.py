"""Sentences of the rooms below that reach the window, as Qt Linguist gathers them."""
