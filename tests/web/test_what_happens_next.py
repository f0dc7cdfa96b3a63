"""The page before a request is sent says what it will be; and an old page says why it did nothing."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.models import WaitlistEntry
from frontdesk.intake import actions as intake
from tests import factory as f
from tests.web_client import as_patient, at

ALONE = "You choose a time next. You have an appointment once you confirm that time."
REQUEST = "This is a request, not an appointment yet."
APPROVAL = "  Follow-up visits need approval.\n"


@pytest.mark.parametrize(("rule", "said"), [("", ALONE), (APPROVAL, REQUEST)])
def test_who_may_book_alone_is_not_told_that_it_is_a_request(db, rule, said):
    practice = f.load_cedar(f.CEDAR + "  Follow-up visits need interpreter before booking.\n" + rule)
    who = f.patient(practice, established=True)
    me = as_patient(practice, who)
    me.post(at(practice, ""), {"visit": "follow-up", "for": str(who.pk)})
    me.post(at(practice, "ask/for/"), {"person": str(who.pk)})
    me.post(at(practice, "ask/reason/"), {"answer": "a cough"}, follow=True)
    me.post(at(practice, "ask/interpreter/"), {"answer": "no"}, follow=True)
    page = me.get(at(practice, "ask/check/"), follow=True).content.decode()
    assert said in page and ({ALONE, REQUEST} - {said}).pop() not in page
    assert ("We answer within" in page) is (said == REQUEST)


def test_the_waitlist_of_an_old_page_says_that_there_is_a_time_already(cedar):
    who = f.patient(cedar, established=True)
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
    me, path = as_patient(cedar, who), at(cedar, f"requests/{asked.pk}/wait/")
    assert me.get(path).status_code == 200, "the page that will be old"
    one = booking.book(
        f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place(), request=asked
    )
    page = me.post(path, {"notice": "24"}, follow=True).content.decode()
    assert "You have a time for this already" in page and not WaitlistEntry.objects.exists()
    path = at(cedar, f"appointments/{one.pk}/wait/")
    assert me.get(path).status_code == 200
    booking.cancel(f.actor(cedar, "front_desk"), one, reason="ill")
    page = me.post(path, {"notice": "24"}, follow=True).content.decode()
    assert "This appointment has changed" in page and not WaitlistEntry.objects.exists()
