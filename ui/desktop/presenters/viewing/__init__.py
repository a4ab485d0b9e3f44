"""Presenters of the images: what is loaded, cut, laid over, measured."""
