"""Two records that are one person, and who acts for each of them."""
