"""Visits that the rules make due: ordered by a sentence of the practice's, and by nobody."""
