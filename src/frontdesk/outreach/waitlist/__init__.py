"""The waitlist that fills itself: a freed time is offered to whom it suits, in the practice's order."""
