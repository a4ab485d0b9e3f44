"""The gate between a head that was taught and one that reads patients."""
