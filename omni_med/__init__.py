"""What the program knows: studies, notes, models, inference, exports, batch."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from omni_med.api import OmniModel

__all__ = ["OmniModel"]

# ONNX Runtime's Linux builds since 1.29 send what they load to their maker, and leave an identifier
# below the user's home. Nothing leaves this program unasked; it must be said before they load.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def __getattr__(name: str) -> Any:
    """Import the public API on first use: ``import omni_med`` itself stays light."""
    if name == "OmniModel":
        from omni_med.api import OmniModel  # noqa: PLC0415 - see above

        return OmniModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
