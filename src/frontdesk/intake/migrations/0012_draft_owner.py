"""What a signed-in person typed is theirs: no device opens it without them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0011_replaced_by"),
        ("tenancy", "0005_own_practice_alone"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="owner",
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("owner", ""), _negated=True), fields=["practice", "owner"], name="draft_by_owner"
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("owner", ""),
                    (
                        "owner__regex",
                        "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$|^\\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$",
                    ),
                    _connector="OR",
                ),
                name="draft_owner_normal",
            ),
        ),
    ]
