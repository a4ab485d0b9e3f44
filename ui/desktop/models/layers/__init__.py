"""From what other objects say to what is drawn over a stack. Pure functions, without Qt."""
