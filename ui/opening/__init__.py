"""Opening a workspace: pass phrase, keyring, second factor, and who vouches for its trail."""
