"""What a draft said at each of its revisions is kept; a draft that was dropped can be taken up again."""

import django.db.models.deletion
from django.db import migrations, models

import frontdesk.tenancy.models
from frontdesk.practice.models import MOVES
from frontdesk.tenancy.sql import in_each_practice, new_states, secure

KEEP = """
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
TRIGGER = "CREATE TRIGGER keep_revision AFTER INSERT OR UPDATE OF text ON practice_policy FOR EACH ROW EXECUTE FUNCTION practice_policy_keep_revision()"


def as_they_are(apps, practice):
    """Of what there is, the text as it is now."""
    Policy, Revision = apps.get_model("practice", "Policy"), apps.get_model("practice", "Revision")
    Revision.objects.bulk_create(
        Revision(practice=practice, policy_id=one.pk, number=one.revision, text=one.text)
        for one in Policy.objects.filter(practice=practice)
    )


class Migration(migrations.Migration):
    dependencies = [("practice", "0006_remarks_begin_lines"), ("tenancy", "0004_one_sample")]
    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
                (
                    "policy",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="practice.policy",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "policy", "number"), name="revision_once")],
            },
        ),
        secure("practice", "Revision", append_only=True),
        in_each_practice(as_they_are),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGER, migrations.RunSQL.noop),
        migrations.RunSQL(new_states("practice_policy", MOVES, ("draft", "aside")), migrations.RunSQL.noop),
    ]
