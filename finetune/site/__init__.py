"""What the answers are worth: scores beside the weights, and local cases of a site."""
