"""What is due next: a visit that a care plan asks for, from the order to the booking."""
