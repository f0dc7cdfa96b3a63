"""A patient has died: everything ends, and can be taken up again should it be a mistake."""
