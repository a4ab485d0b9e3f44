"""Names, numbers and dates cut out of text that leaves the house, English and Chinese."""

from omni_med.emr.pseudonym.cut import Pseudonymizer
from omni_med.emr.pseudonym.known import Identifiers, identifiers

__all__ = ["Identifiers", "Pseudonymizer", "identifiers"]
