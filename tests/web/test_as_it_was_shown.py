"""What a patient presses or types on a page that was left open: it is about what that page showed, or nothing is done and they read why."""

import pytest

from frontdesk.intake import actions as intake
from frontdesk.intake.models import Answer, Request, Task
from tests import factory as f
from tests.web.forms import forms_of
from tests.web_client import as_patient, at

CRISIS = "I took 30 pills and want to die"
ASKS = f.CEDAR.replace(
    "intake:\n",
    "intake:\n"
    "  - {id: medicines, ask: Which medicines do you take?, kind: long text, required: no}\n"
    "  - {id: allergy, ask: What are you allergic to?, kind: long text, required: no}\n",
)


def form_of(client, page, action=None):
    """The form as the page shows it now."""
    text = client.get(page).content.decode()
    return next(one for one in forms_of(page, text) if one.method == "post" and one.action == (action or page))


# What was asked ---------------------------------------------------------------------------------------------


@pytest.fixture
def asked(db):
    """A practice, its desk, somebody who is asked about allergies, and the page on which they answer."""
    practice = f.load_cedar(ASKS)
    desk, who = f.actor(practice, "scheduler"), f.patient(practice, established=True)
    made = intake.submit(f.themselves(who), who, visit_type=f.visit("procedure"), answers={"reason": "a mole"})
    intake.ask(desk, made, fields=["allergy"])
    return practice, desk, who, Request.objects.get(pk=made.pk)


def answered_in(client, page, said):
    form = form_of(client, page)
    return client.post(form.action, form.data(**said), follow=True)


def test_an_answer_that_was_typed_while_another_was_sent_is_on_the_page_and_not_lost(asked):
    practice, _desk, who, made = asked
    page = at(practice, f"requests/{made.pk}/answer/")
    one, other = as_patient(practice, who), as_patient(practice, who)
    left_open = form_of(one, page)
    answered_in(other, page, {"allergy-answer": "none known"})
    answer = one.post(left_open.action, left_open.data(**{"allergy-answer": "Penicillin: anaphylaxis"}))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody answered this after you opened that page" in text and "Penicillin: anaphylaxis" in text
    assert Answer.objects.get(request=made, field="allergy").value == "none known"


def test_an_old_page_answers_no_question_that_it_did_not_show(asked):
    """What may be left empty was answered by a form that had no field for it."""
    practice, desk, who, made = asked
    page = at(practice, f"requests/{made.pk}/answer/")
    one, other = as_patient(practice, who), as_patient(practice, who)
    left_open = form_of(one, page)
    answered_in(other, page, {"allergy-answer": "none known"})
    intake.ask(desk, Request.objects.get(pk=made.pk), fields=["medicines"])
    answer = one.post(left_open.action, left_open.data(**{"allergy-answer": "Penicillin: anaphylaxis"}))
    text = answer.content.decode()
    assert answer.status_code == 409 and "We asked for something else" in text and "Penicillin: anaphylaxis" in text
    made.refresh_from_db()
    assert (made.state, made.missing) == ("awaiting_info", ["medicines"])


def test_the_same_question_asked_again_with_other_words_is_another_one(asked):
    practice, desk, who, made = asked
    page = at(practice, f"requests/{made.pk}/answer/")
    one, other = as_patient(practice, who), as_patient(practice, who)
    left_open = form_of(one, page)
    answered_in(other, page, {"allergy-answer": "a pill"})
    intake.ask(desk, Request.objects.get(pk=made.pk), fields=["allergy"], note="Which pill?")
    assert one.post(left_open.action, left_open.data(**{"allergy-answer": "a pill"})).status_code == 409
    made.refresh_from_db()
    assert made.missing == ["allergy"]


@pytest.mark.parametrize("since", ["answered", "asked something else", "nothing"])
def test_words_of_an_emergency_are_read_whatever_became_of_the_question(asked, since):
    practice, desk, who, made = asked
    page = at(practice, f"requests/{made.pk}/answer/")
    one, other = as_patient(practice, who), as_patient(practice, who)
    left_open = form_of(one, page)
    if since != "nothing":
        answered_in(other, page, {"allergy-answer": "none known"})
    if since == "asked something else":
        intake.ask(desk, Request.objects.get(pk=made.pk), fields=["medicines"])
    text = one.post(left_open.action, left_open.data(**{"allergy-answer": CRISIS}), follow=True).content.decode()
    assert text.index("tel:911") < text.index("<h1") and "tel:988" in text and CRISIS in text
    assert Task.objects.get(kind="urgent", thing_id=made.pk).what == CRISIS


def test_words_of_an_emergency_are_read_beside_an_answer_that_is_missing(asked):
    practice, desk, who, made = asked
    intake.answer(f.themselves(who), made, answers={"allergy": ""})
    intake.ask(desk, Request.objects.get(pk=made.pk), fields=["reason", "insurance-card"])
    page = at(practice, f"requests/{made.pk}/answer/")
    client = as_patient(practice, who)
    form = form_of(client, page)
    for _twice in range(2):
        answer = client.post(form.action, form.data(**{"reason-answer": CRISIS}))
        assert answer.status_code == 422 and "tel:911" in answer.content.decode()
    assert Task.objects.filter(kind="urgent", thing_id=made.pk).count() == 1


def test_an_answer_that_is_sent_twice_was_sent(asked):
    practice, _desk, who, made = asked
    page = at(practice, f"requests/{made.pk}/answer/")
    client = as_patient(practice, who)
    form = form_of(client, page)
    sent = form.data(**{"allergy-answer": "bees"})
    first, again = client.post(page, sent), client.post(page, sent)
    assert (again.status_code, again.headers["Location"]) == (302, first.headers["Location"])
