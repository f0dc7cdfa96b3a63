"""What staff offered to somebody who waits is as if it had not been offered."""
