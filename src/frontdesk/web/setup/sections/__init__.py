"""A screen for each section of the practice file: forms ⇄ entries, the draft's text changed entry by entry."""
