"""A made-up copy of a practice: its set-up and its table of roles, with invented people, to see what a role sees."""
