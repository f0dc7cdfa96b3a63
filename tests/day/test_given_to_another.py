"""Who was to see somebody who is away is given to another provider at the times that they have, all at once; what does not fit is listed with why."""

import datetime as dt
import re

import pytest

from frontdesk.booking import actions
from frontdesk.booking.models import Proposal
from frontdesk.day.away import actions as away
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.proposals.preview import given_to
from frontdesk.practice.models import Provider
from tests import factory as f
from tests.web_client import as_patient, as_staff, at


def provider(code):
    return Provider.objects.select_related("practice").get(code=code)


def book(practice, time, with_="chen"):
    who = f.patient(practice, established=True)
    return actions.book(
        f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place(time, with_)
    )


def ill(practice):
    how = {"first_on": f.day(), "last_on": f.day(), "from_minute": 0, "to_minute": 1440, "note": ""}
    return away.at_once(f.actor(practice, "scheduler"), provider("chen"), **how)


def test_each_is_judged_and_what_does_not_fit_says_why(cedar):
    fits, taken = book(cedar, "09:00"), book(cedar, "10:00")
    book(cedar, "10:00", "lee")
    ill(cedar)
    plans = {one.appointment: one for one in given_to([fits, taken], provider("lee"))}
    assert (plans[fits].place.provider, plans[fits].place.start) == ("lee", fits.start) and not plans[fits].against
    assert plans[taken].place is None and plans[taken].against


def test_a_time_at_which_nobody_is_there_or_that_may_stand_again_is_given_to_nobody(cedar, monkeypatch):
    one, other = book(cedar, "09:00"), book(cedar, "09:00", "lee")
    actions.cancel(f.actor(cedar, "scheduler"), other, reason="Booked by mistake")
    assert given_to([one], provider("lee"))[0].against, "until Undo is over it is kept"
    monkeypatch.setattr("frontdesk.booking.freed_times.TAKE_BACK", dt.timedelta())
    assert not given_to([one], provider("lee"))[0].against
    away_too = book(cedar, "11:00", "lee")
    late = book(cedar, "11:00")
    actions.cancel(f.actor(cedar, "scheduler"), away_too, reason="The provider is away")
    assert given_to([late], provider("lee"))[0].against


def test_two_who_have_the_same_time_are_not_both_given_to_one(cedar, monkeypatch):
    monkeypatch.setattr("frontdesk.booking.freed_times.TAKE_BACK", dt.timedelta())
    one, other = book(cedar, "09:00"), book(cedar, "09:00", "lee")
    actions.cancel(f.actor(cedar, "scheduler"), other, reason="Booked by mistake")
    plans = given_to([one, book(cedar, "09:30"), one], provider("lee"))
    assert [bool(plan.against) for plan in plans] == [False, False, True]


def test_the_page_lists_both_and_one_press_proposes_those_that_fit(cedar):
    fits, taken = book(cedar, "09:00"), book(cedar, "10:00")
    book(cedar, "10:00", "lee")
    made, scheduler = ill(cedar), as_staff(cedar, "scheduler")
    address = at(cedar, f"console/away/{made.pk}/propose/?with=lee")
    page = scheduler.get(address).content.decode()
    assert re.search(r"1 does not fit with Dr. Lee", page) and taken.patient.name in page
    assert re.findall(r'name="pick" value="([^"]+)"', page) == [str(fits.pk)]
    shown = re.search(rf'name="place-{fits.pk}"\s+value="([^"]+)"', page)[1]
    scheduler.post(address, {"looked": "1", "pick": str(fits.pk), f"place-{fits.pk}": shown})
    f.propose_what_waits(cedar)
    kept = Proposal.objects.get()
    assert (kept.appointment, kept.hold.provider.code, kept.hold.start) == (fits, "lee", fits.start)


def test_it_cannot_be_given_to_who_is_away(cedar):
    one = book(cedar, "09:00")
    made, scheduler = ill(cedar), as_staff(cedar, "scheduler")
    page = scheduler.get(at(cedar, f"console/away/{made.pk}/propose/?with=chen")).content.decode()
    assert '<option value="chen"' not in page and "does not fit" not in page and one.patient.name in page


CAP = "  At most 3 upcoming visits per patient.\n"


def test_two_visits_of_one_patient_are_both_given_where_the_rules_allow_as_many_as_they_have(db):
    cedar = f.load_cedar(f.CEDAR + CAP)
    who, desk = f.patient(cedar, established=True), f.actor(cedar, "scheduler")
    theirs = [
        actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time))
        for time in ("09:00", "10:00", "11:00")
    ]
    assert not [plan.against for plan in given_to(theirs, provider("lee")) if plan.against]
    ill(cedar)
    for one in theirs:  # and each is done as it was shown
        where = f.place(one.start.astimezone(f.CHICAGO).strftime("%H:%M"), "lee")
        proposals.propose(desk, one, reason="ill", shown=(where,))
    assert Proposal.objects.count() == 3


def test_who_is_not_ticked_is_in_nobodys_way(cedar, monkeypatch):
    monkeypatch.setattr("frontdesk.booking.freed_times.TAKE_BACK", dt.timedelta())
    one, other = book(cedar, "09:00"), book(cedar, "09:00", "lee")
    actions.cancel(f.actor(cedar, "scheduler"), other, reason="Booked by mistake")
    plans = given_to([one, one], provider("lee"), not_ticked={one.pk})
    assert [bool(plan.against) for plan in plans] == [False, False]


def soon(one, minutes):
    """The same visit, which begins in so many minutes."""
    start = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    one.start, one.end = start, start + (one.end - one.start)
    return one


def test_nobody_is_asked_about_a_time_within_two_hours_and_they_are_listed_to_be_called(cedar):
    near = soon(book(cedar, "09:00"), 90)
    plan = given_to([near], provider("lee"))[0]
    assert plan.too_soon and not plan.fits and plan.place is None


def test_a_time_that_was_shown_and_is_near_by_now_is_not_held_past_its_start(cedar, monkeypatch):
    one = book(cedar, "09:00")
    monkeypatch.setattr(proposals, "now", lambda: one.start - dt.timedelta(minutes=50))
    with pytest.raises(proposals.NotFreeAnyMore):
        proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill", shown=(f.place("09:00", "lee"),))
    assert not Proposal.objects.exists()


def given(practice, **who):
    """A visit of Dr. Chen, who is out, proposed at the same time with Dr. Lee."""
    patient = f.patient(practice, established=True, **who)
    one = actions.book(f.actor(practice, "scheduler"), patient, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    ill(practice)
    proposals.propose(f.actor(practice, "scheduler"), one, reason="ill", shown=(f.place("09:00", "lee"),))
    return one


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "because Dr. Chen is out. Dr. Lee can see you at the same time"),
        ("es", "porque no estará Dr. Chen. Dr. Lee puede atenderle a la misma hora"),
    ],
)
def test_the_same_time_with_somebody_else_is_told_as_that(cedar, language, said):
    one = given(cedar, language=language)
    body = Message.objects.get(thing_id=one.pk, template="provider-proposed").body
    assert said in body and "another time for you" not in body


def test_no_name_is_told_where_it_would_give_something_away(db):
    plain = "{id: follow-up, name: Follow-up visit}"
    cedar = f.load_cedar(f.CEDAR.replace(plain, plain.replace("}", ", sensitive: yes}")))
    body = Message.objects.get(thing_id=given(cedar).pk, template="provider-proposed").body
    assert "Another provider can see you at the same time" in body and "Lee" not in body and "Chen" not in body


def test_the_portal_and_staff_read_with_whom_it_is(cedar):
    one = given(cedar)
    page = as_patient(cedar, one.patient).get(at(cedar, f"appointments/{one.pk}/")).content.decode()
    assert "Dr. Lee can see you at the same time" in page and "another time for you" not in page
    desk = as_staff(cedar, "scheduler")
    for address in (f"console/appointments/{one.pk}/", f"console/patients/{one.patient.pk}/"):
        text = " ".join(desk.get(at(cedar, address)).content.decode().split())
        assert re.search(r"Proposed instead: .*? with Dr\. Lee, kept until", text), address


def test_with_nobody_ticked_the_choice_of_provider_stays(cedar):
    book(cedar, "09:00")
    made, scheduler = ill(cedar), as_staff(cedar, "scheduler")
    address = at(cedar, f"console/away/{made.pk}/propose/?with=lee")
    answer = scheduler.post(address, {"looked": "1"})
    assert answer.status_code == 302 and answer["Location"].endswith("/propose/?with=lee")


def test_an_unknown_provider_is_said(cedar):
    book(cedar, "09:00")
    made, scheduler = ill(cedar), as_staff(cedar, "scheduler")
    page = scheduler.get(at(cedar, f"console/away/{made.pk}/propose/?with=nobody")).content.decode()
    assert "cannot be given to that provider" in page


def test_only_who_could_see_one_of_them_is_on_the_list_and_now_says_with_whom_it_is(db):
    cedar = f.load_cedar(f.CEDAR + "  Dr. Lee does not offer follow-up visits.\n")
    book(cedar, "09:00")
    made, scheduler = ill(cedar), as_staff(cedar, "scheduler")
    page = scheduler.get(at(cedar, f"console/away/{made.pk}/propose/")).content.decode()
    assert '<option value="lee"' not in page
    now = re.search(r'data-label="Now"[^>]*>([^<]*)<', page)[1]
    assert "9:00" in now and now.strip().endswith(", Dr. Chen")


UPTOWN = '  - {id: ray, name: Dr. Ray, hours: [{at: uptown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "12:00"}]}\n'
ELSEWHERE = f.CEDAR.replace("payers:", "  - {id: uptown, name: Uptown}\npayers:").replace(
    "intake:", UPTOWN + "intake:", 1
)


def offered(practice, made):
    """(whom the page offers, whom it offers as fitting nobody, what it says of the others)"""
    page = as_staff(practice, "scheduler").get(at(practice, f"console/away/{made.pk}/propose/")).content.decode()
    form, *_ = page.partition('id="with"')[2].partition("</select>")
    fitting, _, none = form.partition("<optgroup")
    codes = [re.findall(r'<option value="(\w+)"', part) for part in (fitting, none)]
    why = page.partition("Why not the other providers?")[2].partition("</details>")[0]
    return *codes, " ".join(re.sub(r"<[^>]+>", " ", why).split()), page


def test_who_fits_none_of_them_is_not_offered_as_if_they_did_and_it_says_why(cedar):
    book(cedar, "09:00")
    book(cedar, "09:00", "lee")
    fitting, none, why, page = offered(cedar, ill(cedar))
    assert (fitting, none) == ([], ["lee"]) and "Dr. Lee" in why and "taken" in why
    assert "Nobody else can see any of these patients at the time that they have." in page


def test_with_one_that_fits_they_are_offered(cedar):
    book(cedar, "09:00"), book(cedar, "10:00")
    book(cedar, "09:00", "lee")
    fitting, none, why, page = offered(cedar, ill(cedar))
    assert (fitting, none, why) == (["lee"], [], "") and "Nobody else" not in page


def test_who_is_at_another_location_then_can_be_chosen_and_it_is_said_where(db):
    practice = f.load_cedar(ELSEWHERE)
    one = book(practice, "09:00")
    book(practice, "09:00", "lee")
    made = ill(practice)
    assert offered(practice, made)[:2] == (["ray"], ["lee"])
    plan = given_to([one], provider("ray"))[0]
    assert (plan.place.location, plan.location) == ("uptown", "Uptown")
    shown = as_staff(practice, "scheduler").get(at(practice, f"console/away/{made.pk}/propose/?with=ray"))
    assert "Dr. Ray, Uptown" in shown.content.decode()
    proposals.propose(f.actor(practice, "scheduler"), one, reason="ill", shown=(plan.place,))
    assert "Uptown" in Message.objects.get(thing_id=one.pk, template="time-proposed").body


def test_who_does_not_offer_the_visit_is_said_with_the_rule(db):
    practice = f.load_cedar(f.CEDAR + "  Dr. Lee does not offer follow-up visits.\n")
    book(practice, "09:00")
    fitting, none, why, _page = offered(practice, ill(practice))
    assert (fitting, none) == ([], []) and "Dr. Lee does not offer follow-up visits." in why
