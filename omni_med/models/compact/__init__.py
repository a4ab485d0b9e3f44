"""The embedded model: a small fused reader of chest films and notes, on any CPU."""
