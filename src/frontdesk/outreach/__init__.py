"""Who should come and is asked: the waitlist, what is due next, other times for who must move, reminders, answers by text."""
