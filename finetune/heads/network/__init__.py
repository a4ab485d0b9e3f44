"""The parts of the embedded model that LoRA may adapt, and a head on them, as torch modules."""
