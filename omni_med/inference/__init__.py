"""From a case to an analysis: selection, quality, fusion, evidence, conflicts, triage, replay."""
