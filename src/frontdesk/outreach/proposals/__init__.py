"""The practice must move an appointment and holds another time until the patient answers."""
