"""Models behind servers: who may be asked, with what key, and what was sent."""
