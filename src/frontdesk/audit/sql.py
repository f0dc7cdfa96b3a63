"""The chain, in the database: each entry holds the SHA-256 of its text and of the entry before it.

The text is built from UTC and from types whose text does not depend on a session's settings.
"""

TEXT = """
    concat_ws('|', e.practice_id, e.number, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        e.actor_kind, coalesce(e.actor_id::text, ''), e.actor_name, e.action, e.thing_kind, coalesce(e.thing_id::text, ''),
        e.reason, e.rule, e.changes::text, encode(e.previous, 'hex'))
"""

FORWARDS = [
    f"""
    CREATE FUNCTION audit_digest(e audit_entry) RETURNS bytea LANGUAGE sql STABLE AS $$
        SELECT sha256(convert_to({TEXT}, 'UTF8'))
    $$
    """,
    """
    CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE head audit_head%ROWTYPE;
    BEGIN
        INSERT INTO audit_head (id, practice_id, number, digest) VALUES (NEW.practice_id, NEW.practice_id, 0, '')
            ON CONFLICT ON CONSTRAINT one_head DO NOTHING;
        SELECT * INTO head FROM audit_head WHERE practice_id = NEW.practice_id FOR UPDATE;
        NEW.number := head.number + 1;
        NEW.at := clock_timestamp();
        NEW.previous := head.digest;
        NEW.digest := audit_digest(NEW);
        UPDATE audit_head SET number = NEW.number, digest = NEW.digest WHERE practice_id = NEW.practice_id;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER chain BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_chain()",
    """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit entries are never changed' USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
]

BROKEN = """
    SELECT e.number FROM (
        SELECT entry, lag(digest, 1, ''::bytea) OVER w AS before, lag(number, 1, 0::bigint) OVER w AS last, number, digest, previous
        FROM (SELECT a AS entry, a.number, a.digest, a.previous FROM audit_entry a) one
        WINDOW w AS (ORDER BY number)
    ) e
    WHERE e.previous <> e.before OR e.number <> e.last + 1 OR e.digest <> audit_digest(e.entry)
    ORDER BY e.number LIMIT 1
"""
