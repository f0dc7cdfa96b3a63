"""What the worker could not do for a practice: kept until it was done, shown to the administrator, tried again."""
