"""Drafts of policies: worked on by several people, compared, published now or on a date, put aside, rolled back."""
