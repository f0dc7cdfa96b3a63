"""One press proposes another time to many: each by a job of its own."""
