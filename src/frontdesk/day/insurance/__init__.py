"""Another insurance of a record: what it means for the visits to come."""
