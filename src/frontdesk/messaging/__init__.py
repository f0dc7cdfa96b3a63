"""Messages to patients: templates, the outbox, and its delivery by e-mail.  Text messages come by the same way later."""
