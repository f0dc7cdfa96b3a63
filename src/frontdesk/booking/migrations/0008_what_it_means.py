"""What a cancellation meant is kept with it, and not read again from its words."""

from django.db import migrations, models
from ruamel.yaml import YAML

from frontdesk.tenancy.sql import in_each_practice

MEANINGS = ("patient", "practice", "not free")
STANDARD = {
    "the patient asked": "patient",
    "el paciente lo pidió": "patient",
    "the patient is ill": "patient",
    "el paciente está enfermo": "patient",
    "the provider is away": "not free",
    "el médico no está": "not free",
}


def known(apps, practice):
    """As far as it is said exactly: by whom, one of the standard reasons, or of the practice's own in force."""
    means = {**STANDARD, **_own(apps, practice)}
    there = apps.get_model("booking", "Appointment").objects.filter(
        practice=practice, state="cancelled", hold_expires_at=None
    )
    for reason in there.order_by().values_list("reason", flat=True).distinct():
        if (said := means.get(reason.strip().casefold())) is not None:
            there.filter(reason=reason).update(means=said)
    _by_the_patient(apps, practice, there)


def _own(apps, practice):
    text = apps.get_model("practice", "Policy").objects.filter(practice=practice, state="published")
    file = YAML(typ="safe").load(text.values_list("text", flat=True).first() or "") or {}
    own = (file.get("reasons") or {}).get("cancel") or []
    return {
        str(words).casefold(): one["means"]
        for one in own
        if isinstance(one, dict) and one.get("means") in MEANINGS
        for words in (one.get("say"), one.get("es"))
        if words
    }


def _by_the_patient(apps, practice, there):
    """Who canceled last: an earlier cancellation may have been undone."""
    canceled = apps.get_model("audit", "Entry").objects.filter(
        practice=practice, thing_kind="appointment", action="appointment.cancel"
    )
    last = dict(canceled.order_by("number").values_list("thing_id", "actor_kind"))
    there.filter(pk__in=[key for key, kind in last.items() if kind == "patient"]).update(means="patient")


class Migration(migrations.Migration):
    dependencies = [("booking", "0007_known_before"), ("audit", "0001_tables"), ("practice", "0001_tables")]
    operations = [
        migrations.AddField(
            "appointment",
            "means",
            models.CharField(
                blank=True,
                choices=[(one, one) for one in MEANINGS],
                default="",
                help_text="what that reason means",
                max_length=10,
            ),
        ),
        in_each_practice(known),
    ]
