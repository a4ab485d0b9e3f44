"""Language models in a local folder: looked into, registered, loaded, asked."""
