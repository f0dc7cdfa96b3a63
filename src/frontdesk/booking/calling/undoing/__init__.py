"""What was booked for a caller by mistake is as if it had not been."""
