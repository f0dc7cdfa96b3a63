"""Who acts, and what they may do: `may` decides, the table of roles says what by default, `wording` what people read of it."""
