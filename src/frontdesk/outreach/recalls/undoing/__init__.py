"""That staff invited somebody to a visit that is due is as if they had not."""
