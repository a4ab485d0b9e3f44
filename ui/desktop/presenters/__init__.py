"""What stands between widgets and workspace: intentions in, results out, off the GUI thread."""
