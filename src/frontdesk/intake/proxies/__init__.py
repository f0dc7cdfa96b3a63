"""Who acts for a patient, as staff enter it at the desk."""
