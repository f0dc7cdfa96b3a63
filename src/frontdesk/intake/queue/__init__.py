"""The queue: who has which request, how long it may wait, and what staff filter by."""
