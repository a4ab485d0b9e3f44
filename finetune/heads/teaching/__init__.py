"""Teaching one head of the embedded model, and choosing how it is taught."""
