"""Where a location is, and who was told that it is elsewhere."""
