"""Who may do what in a workspace: users, permissions, labels, emergencies."""
