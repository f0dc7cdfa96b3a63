"""What every room may use and nothing of the field: one refusal, events.  Knows neither Django nor the database."""
