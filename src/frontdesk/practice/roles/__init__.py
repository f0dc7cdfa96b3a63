"""Who may do what, as the practice decides it: roles, their permissions, and who has which."""
