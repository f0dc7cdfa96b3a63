"""What is booked, looked at with the rules in force."""
