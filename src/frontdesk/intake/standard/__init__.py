"""Standard fields: what every practice may ask about who comes, and the one place where each is kept."""
