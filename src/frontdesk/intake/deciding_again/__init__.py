"""What the rules decide again, when what they decided by has turned out to be otherwise."""
