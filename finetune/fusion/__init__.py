"""Film and record together: encoded, taught, and led into one space."""
