"""What went wrong or is about to: found, and put before somebody as a task."""
