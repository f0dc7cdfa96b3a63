"""What the database itself refuses: rows of another practice, references out of it, and what else stands below."""

from django.db import migrations

from frontdesk.tenancy.sql import secure, state_machine

# By table: what may follow a state, and the states in which a row may begin.
STATES = (
    (
        "practice_policy",
        {
            "draft": ("aside", "scheduled", "published", "dropped"),
            "aside": ("draft", "published", "dropped"),
            "scheduled": ("draft", "aside", "published"),
            "published": ("retired",),
            "dropped": ("draft",),
        },
        ("draft", "aside"),
    ),
)

PRACTICE_POLICY_KEEP_REVISION = """
CREATE FUNCTION practice_policy_keep_revision() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.text <> OLD.text AND NEW.revision <= OLD.revision THEN
            RAISE EXCEPTION 'another text is another revision' USING ERRCODE = 'check_violation', CONSTRAINT = 'practice_policy_revision';
        END IF;
        INSERT INTO practice_revision (id, practice_id, policy_id, number, text)
            VALUES (gen_random_uuid(), NEW.practice_id, NEW.id, NEW.revision, NEW.text)
            ON CONFLICT (practice_id, policy_id, number) DO NOTHING;
        RETURN NULL;
    END $$
"""

PRACTICE_POLICY_KEEP_TEXT = """
CREATE FUNCTION practice_policy_keep_text() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state IN ('published', 'retired', 'dropped') AND NEW.text <> OLD.text THEN
            RAISE EXCEPTION 'a policy that was in force does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'practice_policy_text';
        END IF;
        RETURN NEW;
    END $$
"""

TRIGGERS = (
    "CREATE TRIGGER keep_revision AFTER INSERT OR UPDATE OF text ON practice_policy FOR EACH ROW EXECUTE FUNCTION practice_policy_keep_revision()",
    "CREATE TRIGGER keep_text BEFORE UPDATE ON practice_policy FOR EACH ROW EXECUTE FUNCTION practice_policy_keep_text()",
)

STATEMENTS = (
    PRACTICE_POLICY_KEEP_REVISION,
    PRACTICE_POLICY_KEEP_TEXT,
    *TRIGGERS,
    *(one for table, moves, first in STATES for one in state_machine(table, moves, first)),
)


class Migration(migrations.Migration):
    dependencies = [("practice", "0001_tables"), ("tenancy", "0002_guards")]
    operations = [
        secure("practice", "Policy", "Location", "Resource", "Provider", "VisitType", "Payer"),
        secure("practice", "Revision", append_only=True),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS],
    ]
