"""Names folded by the database itself: searched and compared without accents, apostrophes, hyphens and case."""

from django.db import migrations, models

from frontdesk.people.folding_sql import FOLDED, NAME


class Migration(migrations.Migration):
    dependencies = [("people", "0014_access")]
    operations = [
        migrations.RunSQL(FOLDED, "DROP FUNCTION frontdesk_folded(text)"),
        migrations.RunSQL(NAME, "DROP FUNCTION frontdesk_name(text, text)"),
        migrations.AddField(
            "patient",
            "folded",
            models.GeneratedField(
                expression=models.Func("first_name", "last_name", function="frontdesk_name"),
                output_field=models.TextField(),
                db_persist=True,
            ),
        ),
    ]
