"""What a person touches: desktop and command line."""
