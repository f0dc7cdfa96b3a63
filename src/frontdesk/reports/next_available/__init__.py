"""Access: how long a patient would wait for the next and the third next available time."""
