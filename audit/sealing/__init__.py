"""How what is kept is sealed: keys, envelopes, files, rotation and shredding."""
