"""Two records that are one person: joined, and taken apart again."""
