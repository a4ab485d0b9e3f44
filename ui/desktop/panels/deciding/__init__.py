"""Where readers decide: first impression, comparison, report, settings, first steps."""
