"""Two records that are one person, and both wait for one kind of visit."""
