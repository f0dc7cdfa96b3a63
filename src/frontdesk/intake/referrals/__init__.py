"""What other clinics send: never clean, and a request once its minimum is there."""
