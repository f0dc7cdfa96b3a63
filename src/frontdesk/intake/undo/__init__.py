"""Taking back what one has just done, before anybody was told."""
