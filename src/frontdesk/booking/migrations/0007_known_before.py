"""Of two records that are one, which were established by more than a visit that is kept here."""

from django.db import migrations

from frontdesk.tenancy.sql import in_each_practice


def known(apps, practice):
    """As far as it can be told: what a merge did not say is not guessed."""
    first_visits = apps.get_model("booking", "Appointment").objects.filter(
        practice=practice, state="completed", new_patient=True
    )
    merges = apps.get_model("booking", "Merge").objects.filter(
        practice=practice, state="merged", gone__established=True
    )
    for merge in merges.select_related("kept"):
        came = merge.moved.get("appointment", [])
        theirs = not first_visits.filter(pk__in=came).exists()
        both = "established" not in merge.before  # both were established: else the merge would say that one became so
        mine = both and not first_visits.filter(patient=merge.kept_id).exclude(pk__in=came).exists()
        if theirs or mine:
            merge.kept.known_before = True
            merge.kept.save(update_fields=["known_before"])
            merge.before["known_before"] = [False, True]
            merge.save(update_fields=["before"])


class Migration(migrations.Migration):
    dependencies = [("booking", "0006_looked_at_again"), ("people", "0004_known_before")]
    operations = [in_each_practice(known)]
