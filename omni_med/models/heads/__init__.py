"""LoRA heads on the embedded model: one more finding each, read beside its own, swapped at will."""
