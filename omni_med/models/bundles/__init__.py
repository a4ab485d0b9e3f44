"""MONAI bundles from a folder: what they are, hash-checked, and run without executing their code.

Source: MONAI Bundle specification 0.4 (metadata.json, inference.json, models/).
"""

from omni_med.models.bundles.folder import BundleCard, inspect, is_bundle

__all__ = ["BundleCard", "inspect", "is_bundle"]
