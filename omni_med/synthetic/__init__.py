"""Patients who never lived: films, a CT phantom and records, for trying OmniMed and for tests."""

from omni_med.synthetic.patients import SyntheticCase, write_patients

__all__ = ["SyntheticCase", "write_patients"]
