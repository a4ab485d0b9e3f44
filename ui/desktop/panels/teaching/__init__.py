"""Teaching on the desktop: data set, training, comparison, gate, dashboard."""
