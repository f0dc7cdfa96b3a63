"""Every kind of row that is of a patient, and what becomes of it when a merge is undone.  A new kind has to be named here first."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.intake import actions as intake
from frontdesk.intake import drafts, patients
from frontdesk.intake.tasks.actions import open_task
from frontdesk.messaging.models import Inbound, Message
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.people.models import Patient
from frontdesk.records.merging import actions as merging
from frontdesk.records.merging.belonging import MODELS
from tests import factory as f

BACK, STAYS = "it goes back to the record that it came from, as it is by now", "it stays"
# kind → (what becomes of it, what somebody changes of it while the two are one)
OF_A_PATIENT = {
    "intake.Request.patient": (BACK, {"note": "changed"}),
    "intake.Document.patient": (BACK, {"field": "changed"}),
    "intake.Task.patient": (BACK, {"note": "changed"}),
    "booking.Appointment.patient": (BACK, {"override_reason": "changed"}),
    "booking.WaitlistEntry.patient": (BACK, {"notice_hours": 7}),
    "booking.Recall.patient": (BACK, {"note": "changed"}),
    "messaging.Message.patient": (BACK, {"body": "changed"}),
    "messaging.Inbound.patient": (BACK, {"body": "changed"}),
    "people.Proxy.patient": (BACK, {"name": "Changed"}),
    "messaging.Consent.patient": (STAYS, "what was said about a record is read of that into which it was merged"),
    "booking.Death.patient": (STAYS, "it is what was written down about that very record"),
    "booking.Merge.kept": (STAYS, "it is the merge"),
    "booking.Merge.gone": (STAYS, "it is the merge"),
    "people.Patient.same_as": (STAYS, "which the undoing empties"),
}
CHANGED = {kind.split(".")[1]: said for kind, (what, said) in OF_A_PATIENT.items() if what == BACK}


def made_of(practice, desk, who: Patient, time: str, visit: str) -> dict:
    """One row of each kind that goes back."""
    about = {"practice": practice, "patient": who}
    recall = recalls.order(SYSTEM, who, visit_type=f.visit("procedure"), due_on=f.day(60))
    file = drafts.keep_document(practice, "insurance-card", f.photo())
    intake.add_document(f.themselves(who), who, document=file)
    return {
        "Request": intake.create_for_caller(desk, who, visit_type=f.visit("procedure"), answers={}),
        "Document": file,
        "Task": open_task("refill", recall, due_at=now(), patient=who),
        "Appointment": booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time)),
        "WaitlistEntry": waitlist.join(desk, who, visit_type=f.visit(visit), first_on=f.day(1)),
        "Recall": recall,
        "Message": Message.objects.create(
            **about,
            to="x@example.org",
            channel="email",
            template="booked",
            body="said",
            thing_kind="patient",
            thing_id=who.pk,
        ),
        "Inbound": Inbound.objects.create(
            **about, sender="+13125550188", body="said", provider_key=time, meaning="unclear"
        ),
        "Proxy": patients.name_proxy(SYSTEM, who, contact=f"carer-of-{who.pk}@example.org", who="carer", name="Carl"),
    }


def test_it_is_said_of_every_reference_to_a_patient_what_becomes_of_it():
    there = {
        f"{field.model._meta.app_label}.{field.model.__name__}.{field.name}": field.model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is Patient
    }
    assert set(there) == set(OF_A_PATIENT), "a new kind of row: say what the undoing of a merge does with it"
    assert {there[kind] for kind, (what, _) in OF_A_PATIENT.items() if what == BACK} == set(MODELS.values())


@pytest.mark.parametrize("between", ["nothing happened", "it was changed"])
def test_each_goes_back_to_whose_it_was_with_what_was_changed_of_it(cedar, between):
    desk = f.actor(cedar, "scheduler")
    kept, gone = (f.patient(cedar, established=True) for _ in range(2))
    rows = {kept.pk: made_of(cedar, desk, kept, "09:00", "new-patient"), gone.pk: made_of(cedar, desk, gone, "10:00", "procedure")}  # fmt: skip
    assert set(rows[gone.pk]) == set(CHANGED)
    merging.merge(desk, kept, gone=gone, reason="the card")
    for of_one in rows.values():
        for name, row in of_one.items():
            now_ = type(row).objects.filter(pk=row.pk)
            assert now_.get().patient_id == kept.pk, name
            if between == "it was changed":
                now_.update(**CHANGED[name])
    kept = Patient.objects.get(pk=kept.pk)
    merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="two people")
    for whose, of_one in rows.items():
        for name, row in of_one.items():
            now_ = type(row).objects.filter(pk=row.pk).values().get()
            assert now_["patient_id"] == whose, name
            if between == "it was changed":
                assert CHANGED[name].items() <= now_.items(), name
