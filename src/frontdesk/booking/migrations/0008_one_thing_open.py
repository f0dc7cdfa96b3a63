"""For one appointment, request or due visit one time is kept; what replaces an appointment is booked only when that one goes."""

from django.db import migrations, models
from django.db.models import Q

from frontdesk.tenancy.models import inside
from frontdesk.tenancy.sql import in_each_practice, refer


def one_each(apps, practice):
    """Of several that were open the latest stays."""
    held = apps.get_model("booking", "Appointment").objects.filter(practice=practice, state="held")
    seen = set()
    for one in held.order_by("-created_at", "-pk"):
        about = one.replaces_id or one.request_id
        if about is None:
            continue
        if about in seen:
            apps.get_model("booking", "Reservation").objects.filter(practice=practice, appointment_id=one.pk).delete()
            held.filter(pk=one.pk).update(state="cancelled", reason="another time was chosen")
            for name, end in (("Proposal", "passed"), ("WaitlistOffer", "passed")):
                rows = apps.get_model("booking", name).objects.filter(practice=practice, hold_id=one.pk)
                rows.filter(state__in=["proposed", "offered"]).update(state=end)
        seen.add(about)
    entries = apps.get_model("booking", "WaitlistEntry").objects.filter(practice=practice, state="offered")
    offered = apps.get_model("booking", "WaitlistOffer").objects.filter(practice=practice, state="offered")
    entries.exclude(pk__in=offered.values("entry_id")).update(state="waiting")


GUARD = """
CREATE FUNCTION booking_appointment_check_replaces() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'held' AND NEW.state = 'booked' AND NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM booking_appointment was
        WHERE was.practice_id = NEW.practice_id AND was.id = NEW.replaces_id
          AND was.state = 'rescheduled' AND was.successor_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'what it replaces has not gone' USING ERRCODE = 'check_violation', CONSTRAINT = 'replaces_goes_first';
    END IF;
    RETURN NEW;
END $$
"""
TRIGGER = (
    "CREATE TRIGGER replaces BEFORE UPDATE ON booking_appointment FOR EACH ROW"
    " EXECUTE FUNCTION booking_appointment_check_replaces()"
)


class Migration(migrations.Migration):
    dependencies = [("booking", "0007_seats"), ("intake", "0005_practices_apart")]
    operations = [
        migrations.AddField(
            model_name="appointment",
            name="recall",
            field=inside(
                "booking.Recall", null=True, blank=True, related_name="+", help_text="which due visit a hold is for"
            ),
        ),
        refer("booking", "Appointment", "recall"),
        in_each_practice(one_each),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                fields=["practice", "replaces"],
                condition=Q(state="held", replaces__isnull=False),
                name="one_hold_for_an_appointment",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                fields=["practice", "request"],
                condition=Q(state="held", request__isnull=False, replaces__isnull=True),
                name="one_hold_for_a_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                fields=["practice", "recall"],
                condition=Q(state="held", recall__isnull=False),
                name="one_hold_for_a_due_visit",
            ),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGER, migrations.RunSQL.noop),
    ]
