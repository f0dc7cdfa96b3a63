"""Which state of a policy may follow which, and that what was in force once says the same for ever."""

from django.db import migrations

from frontdesk.practice.models import MOVES
from frontdesk.tenancy.sql import refer, state_machine

UNCHANGEABLE = """
    CREATE FUNCTION practice_policy_keep_text() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state IN ('published', 'retired', 'dropped') AND NEW.text <> OLD.text THEN
            RAISE EXCEPTION 'a policy that was in force does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'practice_policy_text';
        END IF;
        RETURN NEW;
    END $$
"""
KEEP = "CREATE TRIGGER keep_text BEFORE UPDATE ON practice_policy FOR EACH ROW EXECUTE FUNCTION practice_policy_keep_text()"
STATEMENTS = [*state_machine("practice_policy", MOVES, ("draft", "aside")), UNCHANGEABLE, KEEP]


class Migration(migrations.Migration):
    dependencies = [("practice", "0003_drafts")]
    operations = [
        refer("practice", "Policy", "base"),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS],
    ]
