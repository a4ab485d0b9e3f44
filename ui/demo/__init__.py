"""The demonstration: synthetic patients, a tour of what a sceptic asks, a report."""
