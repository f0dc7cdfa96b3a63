"""Correcting an appointment: another length, and taking back what was pressed by mistake."""
