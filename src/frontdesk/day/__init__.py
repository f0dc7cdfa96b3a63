"""What happens at the desk: exceptions, time away, what was done by mistake, insurance and addresses that change."""
