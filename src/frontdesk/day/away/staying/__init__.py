"""Who was to be moved, and need not be any more."""
