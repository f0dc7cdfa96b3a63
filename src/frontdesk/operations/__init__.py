"""What keeps an installation safe: copies of everything, and putting them back."""
