"""The same reading over thousands of cases: plan, run, resume, table."""
