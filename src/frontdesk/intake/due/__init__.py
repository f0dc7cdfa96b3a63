"""What is asked behind the link of a visit that is due."""
