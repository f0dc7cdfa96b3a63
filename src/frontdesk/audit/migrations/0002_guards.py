"""What the database itself refuses: rows of another practice, references out of it, and what else stands below."""

from django.db import migrations

from frontdesk.tenancy.sql import secure

AUDIT_DIGEST = """
CREATE FUNCTION audit_digest(e audit_entry) RETURNS bytea LANGUAGE sql STABLE AS $$
        SELECT sha256(convert_to(
    concat_ws('|', e.practice_id, e.number, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        e.actor_kind, coalesce(e.actor_id::text, ''), e.actor_name, e.action, e.thing_kind, coalesce(e.thing_id::text, ''),
        e.reason, e.rule, e.changes::text, encode(e.previous, 'hex'))
, 'UTF8'))
    $$
"""

AUDIT_REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit entries are never changed' USING ERRCODE = 'insufficient_privilege';
    END $$
"""

AUDIT_CHAIN = """
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
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
"""

TRIGGERS = (
    "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER chain BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_chain()",
    "CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
)

STATEMENTS = (
    AUDIT_DIGEST,
    AUDIT_REFUSE,
    AUDIT_CHAIN,
    *TRIGGERS,
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_tables"), ("tenancy", "0002_guards")]
    operations = [
        secure("audit", "Head", "Idempotency"),
        secure("audit", "Entry", append_only=True),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS],
    ]
