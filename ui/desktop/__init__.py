"""The desktop: model / view / presenter over one workspace (PyQt6)."""
