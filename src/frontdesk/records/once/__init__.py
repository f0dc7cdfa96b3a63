"""What two records have to be called about, or are due, once they are one person."""
