"""The record side measured: what sentences assert, and when a note contradicts its film."""
