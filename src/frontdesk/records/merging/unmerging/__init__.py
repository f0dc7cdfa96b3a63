"""What two records have left to decide when their merge is undone."""
