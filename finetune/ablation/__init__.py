"""What each choice of the model is worth, by cross-validation; the test split is never read."""
