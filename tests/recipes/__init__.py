"""What CONTRIBUTING.md says of adding things, followed word for word: a recipe that no longer works fails here."""
