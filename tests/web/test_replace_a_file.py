"""A patient who sent the wrong file sends the right one: it takes its place everywhere, and the old one stays on record."""

import io

import pytest

from frontdesk.access.may import NotAllowed
from frontdesk.audit.models import Entry
from frontdesk.intake import actions as intake
from frontdesk.intake import drafts as uploads
from frontdesk.intake.models import Document, Task
from tests import factory as f
from tests.web_client import as_patient, as_staff, at


def sent(practice, patient, request=None):
    """A document as a patient has sent it."""
    made = uploads.keep_document(practice, "insurance-card", f.photo())
    if request is None:
        return intake.add_document(f.themselves(patient), patient, document=made)
    Document.objects.filter(pk=made.pk).update(request=request, patient=patient)
    made.refresh_from_db()
    return made


def picture():
    upload = io.BytesIO(f.photo())
    upload.name = "card.png"
    return upload


@pytest.fixture
def patient(cedar):
    return f.patient(cedar, established=True)


@pytest.fixture
def asked(cedar, patient):
    return intake.submit(f.themselves(patient), patient, visit_type=f.visit("procedure"), answers={"reason": "a mole"})


def test_on_the_request_the_new_file_takes_the_place_of_the_old_one_and_it_is_said(cedar, patient, asked):
    old, client = sent(cedar, patient, asked), as_patient(cedar, patient)
    page = at(cedar, f"documents/{old.pk}/replace/")
    assert page in client.get(at(cedar, f"requests/{asked.pk}/")).content.decode()
    done = client.post(page, {"file": picture()}, follow=True)
    assert done.redirect_chain[-1][0] == at(cedar, f"requests/{asked.pk}/")
    assert "Replaced. We now use the file that you just sent." in done.content.decode()
    old.refresh_from_db()
    new = old.replaced_by
    assert (new.request, new.patient, new.field) == (asked, patient, "insurance-card")
    assert page not in done.content.decode() and f"/documents/{new.pk}/replace/" in done.content.decode()


def test_staff_see_the_newest_and_the_audit_says_what_it_replaced(cedar, patient, asked):
    old = sent(cedar, patient, asked)
    as_patient(cedar, patient).post(at(cedar, f"documents/{old.pk}/replace/"), {"file": picture()})
    old.refresh_from_db()
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/requests/{asked.pk}/")).content.decode()
    assert page.count("Insurance card") > 0 and str(old.pk) not in page
    f.drawn(old.replaced_by)
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/requests/{asked.pk}/")).content.decode()
    assert f"/documents/{old.replaced_by_id}/" in page and str(old.pk) not in page
    entry = Entry.objects.get(action="document.replace")
    assert (entry.actor_kind, entry.thing_id) == ("patient", old.pk)
    assert entry.changes["replaced_by_id"] == [None, str(old.replaced_by_id)]


def test_on_my_documents_only_the_newest_is_there_and_the_task_is_about_it(cedar, patient):
    old, client = sent(cedar, patient), as_patient(cedar, patient)
    assert Task.objects.get(kind="document", state="open").thing_id == old.pk
    client.post(at(cedar, f"documents/{old.pk}/replace/"), {"file": picture()})
    old.refresh_from_db()
    page = client.get(at(cedar, "documents/")).content.decode()
    assert f"/documents/{old.pk}/" not in page and f"/documents/{old.replaced_by_id}/replace/" in page
    assert Task.objects.get(kind="document", state="open").thing_id == old.replaced_by_id
    record = as_staff(cedar, "scheduler").get(at(cedar, f"console/patients/{patient.pk}/")).content.decode()
    assert str(old.pk) not in record


def test_a_file_that_was_replaced_is_not_replaced_again(cedar, patient):
    old, client = sent(cedar, patient), as_patient(cedar, patient)
    page = at(cedar, f"documents/{old.pk}/replace/")
    client.post(page, {"file": picture()})
    count = Document.objects.count()
    assert client.post(page, {"file": picture()}).headers["Location"] == at(cedar, "documents/")
    assert Document.objects.count() == count
    with pytest.raises(intake.ReplacedAlready):
        intake.replace_document(
            f.themselves(patient), old, new=uploads.keep_document(cedar, "insurance-card", f.photo())
        )


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_replaces_a_file_of_somebody_else(cedar, patient, method):
    old = sent(cedar, patient)
    stranger = as_patient(cedar, f.patient(cedar))
    typed = {"file": picture()} if method == "post" else {}
    answer = getattr(stranger, method)(at(cedar, f"documents/{old.pk}/replace/"), typed)
    assert answer.status_code == 404
    with pytest.raises(NotAllowed):
        intake.replace_document(
            f.themselves(f.patient(cedar)), old, new=uploads.keep_document(cedar, "insurance-card", f.photo())
        )
    old.refresh_from_db()
    assert old.replaced_by is None


def test_what_is_no_picture_is_refused_and_the_old_one_stays(cedar, patient):
    old = sent(cedar, patient)
    wrong = io.BytesIO(b"MZ not a picture")
    wrong.name = "card.png"
    answer = as_patient(cedar, patient).post(at(cedar, f"documents/{old.pk}/replace/"), {"file": wrong})
    assert answer.status_code == 422
    old.refresh_from_db()
    assert old.replaced_by is None


def test_before_it_is_sent_another_file_for_the_same_question_takes_the_place_of_the_first(cedar):
    draft, _token = uploads.begin(cedar)
    first = uploads.keep_document(cedar, "insurance-card", f.photo(), draft)
    other = uploads.keep_document(cedar, "referral", f.photo(), draft)
    second = uploads.keep_document(cedar, "insurance-card", f.photo(), draft)
    first.refresh_from_db()
    assert first.replaced_by == second
    assert set(Document.objects.filter(draft=draft, replaced_by=None)) == {other, second}
