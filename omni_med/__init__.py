"""What the program knows: studies, notes, models, inference, exports, batch."""
