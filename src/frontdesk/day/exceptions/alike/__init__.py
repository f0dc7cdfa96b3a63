"""Records that may be one person twice."""
