"""What is known of the case: banner, strip, record, header, measurements."""
