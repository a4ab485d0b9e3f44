"""Data sets out of the workspace: labelled studies, versioned, sealed, and on the trail."""
