"""A draft is based on a version as that was then: which of its revisions it was taken from is kept with it."""

from django.db import migrations, models

from frontdesk.tenancy.sql import in_each_practice


def as_far_as_is_known(apps, practice):
    """Of what there is: the revision at which the base stands now, which is the one that was taken as the base until now."""
    Policy = apps.get_model("practice", "Policy")
    for one in Policy.objects.filter(practice=practice, base__isnull=False).select_related("base"):
        Policy.objects.filter(pk=one.pk).update(base_revision=one.base.revision)


class Migration(migrations.Migration):
    dependencies = [("practice", "0008_several_scheduled")]
    operations = [
        migrations.AddField("policy", "base_revision", models.PositiveIntegerField(null=True, blank=True)),
        in_each_practice(as_far_as_is_known),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(base__isnull=True, base_revision__isnull=True)
                | models.Q(base__isnull=False, base_revision__isnull=False),
                name="a_base_is_of_a_revision",
            ),
        ),
    ]
