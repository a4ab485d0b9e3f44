"""Language models behind an OpenAI-compatible server: off until allowed, guarded, recorded."""
