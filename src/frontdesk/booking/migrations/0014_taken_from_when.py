"""From when to when each is taken, as instants: row-level security lets an index answer comparisons of these, and none of ranges."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("booking", "0013_what_they_got_before")]

    operations = [
        migrations.AddField(
            model_name="reservation",
            name="begins",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("during", function="lower"),
                output_field=models.DateTimeField(),
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="ends",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("during", function="upper"),
                output_field=models.DateTimeField(),
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("state", "held")), fields=["practice", "hold_expires_at"], name="held_until"
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                fields=["practice", "subject", "begins"], include=("ends", "appointment"), name="taken_from"
            ),
        ),
    ]
