"""What the pages of teaching show, without Qt: live progress, series of a chart."""
