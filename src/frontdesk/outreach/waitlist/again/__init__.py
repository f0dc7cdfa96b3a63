"""What was on offer and has ended by a mistake is on offer again."""
