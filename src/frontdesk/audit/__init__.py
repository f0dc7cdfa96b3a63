"""Who did what to whom, when and why: append-only, hash-chained, verifiable; and the decorator that makes an action."""
