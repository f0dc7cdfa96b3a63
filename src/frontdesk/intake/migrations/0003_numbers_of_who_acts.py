"""A number or an address that somebody who acts for a patient gave with a request stood on the record, and opened all of it to whoever has it.

It goes back to where it is kept today: with the request.  Only where the trail says that it came from who acts, and the record has it still.
"""

from django.db import migrations

from frontdesk.tenancy.sql import in_each_practice

FIELDS = ("phone", "email")
BY_A_REQUEST = ("request.submit", "request.answer", "request.create")


def back_to_the_request(apps, practice):
    entries = apps.get_model("audit", "Entry").objects.filter(practice=practice)
    patients = apps.get_model("people", "Patient").objects.filter(practice=practice)
    for said in entries.filter(action="patient.said", actor_kind="system").order_by("number"):
        patient = patients.filter(pk=said.thing_id).first()
        given = (
            {}
            if patient is None
            else {name: said.changes[name][1] for name in FIELDS if name in said.changes and not said.changes[name][0]}
        )
        theirs = {name: value for name, value in given.items() if value and getattr(patient, name) == value}
        # What a transaction did stands in the trail together: the next of these is the one that the answer came with.
        outer = entries.filter(number__gt=said.number, action__in=BY_A_REQUEST).order_by("number").first()
        request = _request_of(apps, practice, outer, patient) if theirs else None
        if request is not None and _acted(apps, practice, outer, request, patient):
            _move(apps, practice, request, patient, theirs)


def _request_of(apps, practice, outer, patient):
    if outer is None or outer.actor_kind != "patient":
        return None
    requests = apps.get_model("intake", "Request").objects.filter(practice=practice, patient=patient)
    return requests.filter(pk=outer.thing_id).first()


def _acted(apps, practice, outer, request, patient):
    """Whether it was not the patient who answered, as far as that can be known: whoever has no record here, or one whose address acts for this."""
    if outer.action == "request.submit":
        return bool(request.asked_by)
    if outer.actor_id in (None, patient.pk):
        return outer.actor_id is None
    other = apps.get_model("people", "Patient").objects.filter(practice=practice, pk=outer.actor_id).first()
    contacts = [] if other is None else [one for one in (other.email, other.phone, other.confidential_contact) if one]
    proxies = apps.get_model("people", "Proxy").objects.filter(practice=practice, patient=patient)
    return proxies.filter(contact__in=contacts).exists()


def _move(apps, practice, request, patient, theirs):
    answers = apps.get_model("intake", "Answer").objects
    for name, value in theirs.items():
        answers.get_or_create(practice=practice, request=request, field=name, defaults={"value": value})
        setattr(patient, name, "")
    patient.save(update_fields=list(theirs))
    apps.get_model("audit", "Entry").objects.create(
        practice=practice,
        actor_kind="system",
        actor_name="Frontdesk",
        action="patient.contact_moved",
        thing_kind="patient",
        thing_id=patient.pk,
        reason="given by somebody who acts for the patient: it is kept with the request",
        changes={name: [value, ""] for name, value in theirs.items()},
    )


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_guards"), ("audit", "0002_guards")]
    operations = [in_each_practice(back_to_the_request)]
