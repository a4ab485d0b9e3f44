"""What the security officer, the auditor and everybody's own account need on the desktop."""
