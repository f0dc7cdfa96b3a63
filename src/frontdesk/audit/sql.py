"""The chain, looked through in the database: each entry holds the SHA-256 of its text and of the entry before it.

What makes the chain stands in `audit/migrations/0002_guards.py`; its text is built from UTC and from types whose text does
not depend on a session's settings.
"""

BROKEN = """
    SELECT e.number FROM (
        SELECT entry, lag(digest, 1, ''::bytea) OVER w AS before, lag(number, 1, 0::bigint) OVER w AS last, number, digest, previous
        FROM (SELECT a AS entry, a.number, a.digest, a.previous FROM audit_entry a) one
        WINDOW w AS (ORDER BY number)
    ) e
    WHERE e.previous <> e.before OR e.number <> e.last + 1 OR e.digest <> audit_digest(e.entry)
    ORDER BY e.number LIMIT 1
"""
