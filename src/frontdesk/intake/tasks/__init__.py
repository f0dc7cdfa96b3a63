"""What people have to do: exceptions and follow-ups, each with an owner and a time."""
