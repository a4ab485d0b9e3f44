"""The image encoder: how it is built, taught, compared, exported and turned to 8 bits."""
