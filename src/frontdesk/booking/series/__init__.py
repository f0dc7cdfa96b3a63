"""Several appointments at once, all or none."""
