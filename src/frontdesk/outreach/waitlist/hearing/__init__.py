"""What the waitlist hears of what happened."""
