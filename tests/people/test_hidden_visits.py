"""What a parent or a carer may not see is not used to answer them: their pages are the same with hidden visits as without.

Two people, the histories that a patient may have behind their back, and everything that they can open or press on the way to an
appointment.  The one difference that may be is that a patient cannot be in two places: the hours themselves are taken.  The positive
control looks at all visits again, and must find the differences.
"""

import datetime as dt
import html
import re
from itertools import product
from uuid import uuid4

import pytest
from django.db import transaction

from frontdesk.access.may import SYSTEM, visits_seen
from frontdesk.booking import actions as booking
from frontdesk.booking.errors import JustTaken
from frontdesk.booking.models import Appointment
from frontdesk.booking.take import Place
from frontdesk.intake import evaluation, patients
from frontdesk.intake.models import Request
from frontdesk.people.models import Patient
from frontdesk.practice.actors import patient_actor
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.portion import some_of
from tests.web_client import as_contact, as_staff, at

READER = "pat@example.org"
TABLE = """
proxies:
  - {who: parent, from age: 12, under age: 18, visits: [follow-up, new-patient], may: [see, book, cancel]}
  - {who: carer, from age: 18, visits: [follow-up, new-patient], may: [see, book, cancel]}
"""
RULES = """\
  At most 3 upcoming visits per patient.
  Follow-up visits need approval when the patient has 2 or more no-shows.
  Follow-up visits are within 180 days of the last visit.
  Patients may cancel visits up to 24 hours ahead.
"""
SCREENS = ("home/", "documents/", "preferences/", "ask/check/", "ask/go-on/")


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR.replace("  Procedures need a procedure room.\n", RULES) + TABLE)


def person(practice, who, established):
    years = 15 if who == "parent" else 80
    made = f.patient(practice, first_name="Rosa", birth_date=dt.date(f.day(0).year - years, 1, 1), email="", established=established, payer=Payer.objects.get(code="aetna"))  # fmt: skip
    patients.confirm_proxy(SYSTEM, patients.name_proxy(SYSTEM, made, contact=READER, who=who, name="Pat"))
    return made


# What the reader may not see --------------------------------------------------------------------------------


def _hidden(practice, who, time, date=None):
    who.refresh_from_db()
    place = f.place(time, date=date)
    return booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("procedure"), place=place, override=True, reason="x")  # fmt: skip


def _over(practice, who, state):
    one, desk = f.its_time(_hidden(practice, who, "10:00", f.day(30))), f.actor(practice, "scheduler")
    if state == "no_show":
        booking.no_show(desk, one)
    else:
        booking.complete(desk, booking.arrive(desk, one))


def upcoming(*times):
    return lambda practice, who: [_hidden(practice, who, time) for time in times]


def completed(practice, who):
    _over(practice, who, "completed")


def missed(practice, who):
    for _ in range(3):
        _over(practice, who, "no_show")


def everything(practice, who):
    missed(practice, who)
    completed(practice, who)
    upcoming("09:00", "10:30", "11:00")(practice, who)


HISTORIES = {"completed": completed, "one upcoming": upcoming("10:00"), "three upcoming": upcoming("08:30", "10:00", "11:00"), "missed": missed, "everything": everything}  # fmt: skip


# What the reader is shown -----------------------------------------------------------------------------------


def session(practice):
    return as_contact(practice, READER)


def shown(practice, who):
    """Every page on the reader's way: home, asking for each kind of visit, times, holding one, booking, moving, waiting; (name, text)."""
    client, pages = session(practice), []

    def keep(name, answer):
        pages.append((f"{name} {answer.status_code}", _plain(answer.content.decode())))
        return answer

    for visit in ("follow-up", "new-patient"):
        for screen in SCREENS:
            keep(f"{visit} {screen}", client.get(at(practice, screen), follow=True))
        answer = keep(
            f"{visit} asked", client.post(at(practice, ""), {"visit": visit, "for": str(who.pk)}, follow=True)
        )
        where = answer.request["PATH_INFO"]
        answer = keep(
            f"{visit} reason", client.post(where, {**_hidden_fields(answer), "answer": "a cough"}, follow=True)
        )
        if "/ask/check/" in answer.request["PATH_INFO"]:
            answer = keep(
                f"{visit} sent", client.post(answer.request["PATH_INFO"], _hidden_fields(answer), follow=True)
            )
        made = Request.objects.order_by("-number").first()
        if made is None:
            continue
        for path in ("", "times/", "times/?page=1", "wait/", "answer/"):
            keep(f"{visit} {path}", client.get(at(practice, f"requests/{made.pk}/{path}"), follow=True))
        time = f.place("08:00", date=f.day(8))
        value = f"chen|downtown|{time.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
        held = keep(f"{visit} held", client.post(at(practice, f"requests/{made.pk}/times/"), {"time": value, "key": str(uuid4())}, follow=True))  # fmt: skip
        if "/holds/" in held.request["PATH_INFO"]:
            keep(f"{visit} booked", client.post(held.request["PATH_INFO"], {"second": "1"}, follow=True))
            one = Appointment.objects.filter(request=made, state="booked").first()
            for path in ("", "move/", "cancel/", "wait/"):
                keep(
                    f"{visit} appointment {path}",
                    client.get(at(practice, f"appointments/{one.pk}/{path}"), follow=True),
                )
    keep("home at last", client.get(at(practice, "home/")))
    return pages


def _hidden_fields(answer):
    return dict(re.findall(r'<input type="hidden" name="(draft)" value="([^"]*)"', answer.content.decode()))


def _plain(text):
    text = re.sub(
        r'(csrfmiddlewaretoken" value=|nonce=|name="key" value=|name="draft" value=|name="row_shown" value=)"[^"]*"',
        "",
        text,
    )
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "KEY", text)
    text = re.sub(r"(number|número) \d+", "number N", text)
    text = re.sub(r"<[^>]*data-until.*?</[a-z]+>|this time for you until [^<]*", "UNTIL", text)
    return html.unescape(re.sub(r"\s+", " ", text))


def times_in(text):
    return set(re.findall(r'name="time" value="[^"|]*\|[^"|]*\|([^"]+)"', text))


def without_times(text):
    """A page but for its buttons of times, and for what is written where a part of a day or a day has none left."""
    text = re.sub(r"<details class=\"day\".*?</details>", "", text)
    return re.sub(
        r'<form method="post"> ?(<input type="hidden">)? ?<input[^>]*> ?<button class="btn btn-primary w-full.*?</form>',
        "",
        text,
    )


def put_back(work):
    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    return found


def differences(practice, who, history):
    """Where the pages differ; the times that are gone from them; and those that the hidden visits take."""
    before = put_back(lambda: shown(practice, who))
    history(practice, who)
    who.refresh_from_db()
    after = put_back(lambda: shown(practice, who))
    assert len(before) > 20 and any(times_in(text) for _, text in before + after)
    taken = {(one.start, one.end) for one in Appointment.objects.filter(patient=who, state="booked")}
    names = [name for name, _ in before] == [name for name, _ in after]
    other = [
        name for (name, one), (_, two) in zip(before, after, strict=False) if without_times(one) != without_times(two)
    ]
    moved = set()
    for (_, one), (_, two) in zip(before, after, strict=False):
        moved |= times_in(one) ^ times_in(two)
    return ([] if names else ["other pages"]) + other, moved, taken


@pytest.mark.parametrize(
    ("name", "who", "established"),
    some_of(product(HISTORIES, ["parent", "carer"], [True, False]), one_in=20, torture=12),
)
def test_the_pages_are_the_same_but_for_the_hours_that_are_taken(practice, name, who, established):
    found, moved, taken = differences(practice, person(practice, who, established), HISTORIES[name])
    assert not found
    for value in moved:
        start = dt.datetime.strptime(value, "%Y-%m-%dT%H:%MZ").replace(tzinfo=dt.UTC)
        assert any(begin < start + dt.timedelta(minutes=30) and start < end for begin, end in taken), value


@pytest.mark.parametrize(
    ("history", "established"),
    some_of([("completed", False), ("three upcoming", True), ("missed", True)], one_in=3, torture=2),
)
def test_control_where_all_visits_are_used_the_harness_finds_the_difference(
    practice, monkeypatch, history, established
):
    for room in (
        "frontdesk.intake.evaluation", "frontdesk.booking.still_changeable", "frontdesk.booking.actions", "frontdesk.web.portal.home", "frontdesk.web.portal.journey",
        "frontdesk.web.portal.times", "frontdesk.web.portal.appointments", "frontdesk.web.portal.requests", "frontdesk.web.portal.send",
    ):  # fmt: skip
        monkeypatch.setattr(f"{room}.visits_seen", lambda actor, patient: None)
    assert differences(practice, person(practice, "parent", established), HISTORIES[history])[0]


# As it was found --------------------------------------------------------------------------------------------


def test_a_completed_visit_that_is_hidden_opens_no_booking_on_the_parents_home(practice):
    teen = person(practice, "parent", established=False)
    completed(practice, teen)
    teen.refresh_from_db()
    assert teen.established
    assert "Follow-up visit" not in session(practice).get(at(practice, "home/")).content.decode()


def test_a_hole_in_the_list_gets_the_same_words_as_any_taken_time(practice):
    teen = person(practice, "parent", established=True)
    upcoming("10:00")(practice, teen)
    other = f.patient(practice, established=True)
    booking.book(f.actor(practice, "scheduler"), other, visit_type=f.visit("follow-up"), place=f.place("11:00"))
    client = session(practice)
    answer = client.post(at(practice, ""), {"visit": "follow-up", "for": str(teen.pk)}, follow=True)
    where = answer.request["PATH_INFO"]
    client.post(where, {**_hidden_fields(answer), "answer": "a cough"}, follow=True)
    asked = Request.objects.get(patient=teen)
    said = []
    for time in ("10:00", "11:00"):
        value = f"chen|downtown|{f.place(time).start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
        text = client.post(
            at(practice, f"requests/{asked.pk}/times/"), {"time": value, "key": str(uuid4())}
        ).content.decode()
        assert "That time has just been taken" in html.unescape(text)
        said.append(re.search(r'role="alert".*?<p>', html.unescape(text), re.S)[0].replace(time, ""))
    assert said[0] == said[1]
    assert "has an appointment" not in text


def test_staff_are_answered_with_everything(practice):
    teen = person(practice, "parent", established=True)
    everything(practice, teen)
    teen.refresh_from_db()
    whole = evaluation.facts(teen, {}, "staff")
    assert (whole.no_shows, whole.last_visit is not None) == (3, True)
    seen = evaluation.facts(teen, {}, "staff", seen=visits_seen(patient_actor(READER), teen.pk))
    assert (seen.no_shows, seen.last_visit) == (0, None)
    page = (
        as_staff(practice, "scheduler").get(at(practice, f"console/book/{teen.pk}/?visit=follow-up")).content.decode()
    )
    assert "when the patient has 2 or more no-shows" in html.unescape(page)


def test_a_request_stands_by_what_its_asker_may_know_and_staff_read_beside_it_what_the_rules_say_of_all(practice):
    from frontdesk.intake import actions as intake

    teen = person(practice, "parent", established=True)
    missed(practice, teen)
    teen.refresh_from_db()
    asked = intake.submit(patient_actor(READER), teen, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    assert asked.state == "approved"
    page = as_staff(practice, "scheduler").get(at(practice, f"console/requests/{asked.pk}/")).content.decode()
    assert "3 no-shows" in page and "nobody has approved it yet" in page
    assert evaluation.evaluate(asked, for_staff=True).state == "awaiting_approval"
    by_staff = intake.create_for_caller(f.actor(practice, "scheduler"), teen, visit_type=f.visit("follow-up"), answers={"reason": "x"})  # fmt: skip
    assert by_staff.state == "awaiting_approval"


def _grows_up(teen, proxy):
    teen.birth_date = teen.birth_date.replace(year=teen.birth_date.year - 4)
    teen.save()


def _new_address(teen, proxy):
    patients.end_proxy(SYSTEM, proxy)
    patients.confirm_proxy(SYSTEM, patients.name_proxy(SYSTEM, teen, contact="new@example.org", who="parent", name="Pat"))  # fmt: skip


NO_LONGER = {
    "acts on": lambda teen, proxy: None,
    "staff ended it": lambda teen, proxy: patients.end_proxy(f.actor(teen.practice, "front_desk"), proxy, reason="x"),
    "one confidential address": lambda teen, proxy: patients.reach_only_at(f.actor(teen.practice, "front_desk"), teen, contact="own@example.org"),
    "grew up": _grows_up,
    "another address": _new_address,
}  # fmt: skip


@pytest.mark.parametrize("why", NO_LONGER)
def test_who_asked_and_acts_no_more_does_not_turn_the_patient_into_a_stranger(db, why):
    """As it was found: established by visits that the parent saw, and judged as new once the parent sees nothing."""
    from frontdesk.intake import actions as intake

    text = f.CEDAR.replace("intake:\n", "intake:\n  - {id: member-id, ask: Member ID?}\n")
    rule = "  Follow-up visits are for established patients.\n"
    practice = f.load_cedar(text.replace(rule, f"{rule}  Follow-up visits need member-id before booking.\n") + TABLE)
    desk, teen = f.actor(practice, "scheduler"), person(practice, "parent", established=False)
    for code in ("new-patient", "procedure"):
        one = booking.book(desk, teen, visit_type=f.visit(code), place=f.place("08:00"), override=True, reason="x")
        booking.complete(desk, booking.arrive(desk, f.its_time(one)))
        teen.refresh_from_db()
    asked = intake.submit(patient_actor(READER), teen, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    assert (asked.state, asked.missing) == ("awaiting_info", ["member-id"])
    NO_LONGER[why](teen, teen.proxies.get())
    intake.answer(desk, Request.objects.get(pk=asked.pk), answers={"member-id": "M1"})
    asked = Request.objects.get(pk=asked.pk)
    assert asked.state == "approved", asked.deciding
    assert evaluation.asker_is_told(asked) == (why == "acts on")
    assert evaluation.seen_by_asker(asked) == (frozenset({"follow-up", "new-patient"}) if why == "acts on" else None)


def test_what_they_may_see_counts_as_ever(practice):
    teen = person(practice, "parent", established=True)
    desk = f.actor(practice, "scheduler")
    for time in ("08:00", "09:00", "10:00"):
        booking.book(desk, teen, visit_type=f.visit("follow-up"), place=f.place(time))
    client = session(practice)
    answer = client.post(at(practice, ""), {"visit": "follow-up", "for": str(teen.pk)}, follow=True)
    assert "You can have 3 visits booked ahead" in html.unescape(answer.content.decode()), "before anything is asked"


def test_the_database_keeps_a_patient_in_one_place_whoever_asks(practice):
    teen = person(practice, "parent", established=True)
    upcoming("10:00")(practice, teen)
    session(practice)
    reader = patient_actor(READER)
    from frontdesk.intake import actions as intake

    asked = intake.submit(reader, teen, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    there = Place("lee", "downtown", f.place("10:00").start)
    with pytest.raises(JustTaken):
        booking.hold(reader, teen, visit_type=f.visit("follow-up"), place=there, channel="online", request=asked)


# Two records that are one person ----------------------------------------------------------------------------


def merged(practice, who, *, known, hidden_in, merge=True):
    """Another record of theirs, `known` by more than what Frontdesk has of it; a visit that is hidden is kept in one of the two."""
    from frontdesk.records.merging.actions import merge as join

    made = person(practice, who, established=known == "kept")
    Patient.objects.filter(pk=made.pk).update(last_name="Diaz")  # the same on every page
    other = f.patient(practice, first_name="Rosa", birth_date=made.birth_date, email="", established=known == "gone", payer=made.payer)  # fmt: skip
    if hidden_in:
        completed(practice, made if hidden_in == "kept" else other)
    made.refresh_from_db()
    join(f.actor(practice, "scheduler"), made, gone=other, reason="the card", choices={"last": "kept"})
    return Patient.objects.get(pk=made.pk)


@pytest.mark.parametrize("hidden_in", ["kept", "gone"])
@pytest.mark.parametrize("known", ["kept", "gone", "neither"])
def test_of_two_records_that_are_one_a_hidden_visit_says_nothing(practice, known, hidden_in):
    seen = visits_seen(patient_actor(READER), merged(practice, "parent", known=known, hidden_in="").pk)
    with_it, without = ({}, {})
    for found, where in ((with_it, hidden_in), (without, "")):
        one = put_back(lambda where=where: evaluation.facts(merged(practice, "carer", known=known, hidden_in=where), {}, "online", seen=seen))  # fmt: skip
        found["facts"] = (one.patient, one.no_shows, one.last_visit)
    assert seen is not None
    assert with_it == without == {"facts": ("new" if known == "neither" else "established", 0, None)}


@pytest.mark.parametrize(("known", "hidden_in"), some_of([("gone", "kept"), ("kept", "gone")], one_in=2))
def test_and_the_pages_are_the_same(practice, known, hidden_in):
    before = put_back(lambda: shown(practice, merged(practice, "parent", known=known, hidden_in="")))
    after = put_back(lambda: shown(practice, merged(practice, "parent", known=known, hidden_in=hidden_in)))
    assert len(before) > 20
    assert [(name, without_times(text)) for name, text in before] == [
        (name, without_times(text)) for name, text in after
    ]


def test_a_visit_that_did_not_take_place_after_all_makes_nobody_new_who_was_known_otherwise(practice):
    from frontdesk.day.correcting import actions as correcting

    desk = f.actor(practice, "scheduler")
    who = merged(practice, "parent", known="gone", hidden_in="kept")
    one = Appointment.objects.get(patient=who, state="completed")
    correcting.correct(desk, one, state="arrived", reason="a slip")
    who.refresh_from_db()
    assert who.established


def test_apart_again_each_is_known_by_its_own(practice):
    from frontdesk.records.merging.actions import merges_of, unmerge

    who = merged(practice, "parent", known="gone", hidden_in="kept")
    seen = visits_seen(patient_actor(READER), who.pk)
    assert evaluation.facts(who, {}, "online", seen=seen).patient == "established"
    unmerge(f.actor(practice, "scheduler"), who, merge=merges_of(who)[0], reason="two people")
    who = Patient.objects.get(pk=who.pk)
    assert who.established
    assert evaluation.facts(who, {}, "online", seen=seen).patient == "new"


def test_nor_does_the_first_visit_of_a_record_that_was_matched(practice):
    from frontdesk.intake import actions as intake
    from frontdesk.records.matching.actions import match

    desk, who = f.actor(practice, "scheduler"), person(practice, "parent", established=True)
    made = f.patient(practice, first_name="Rosa", birth_date=who.birth_date, self_registered=True)
    asked = intake.create_for_caller(desk, made, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    completed(practice, made)
    match(desk, asked, patient=who, reason="looked at the ID")
    who.refresh_from_db()
    seen = visits_seen(patient_actor(READER), who.pk)
    assert who.appointments.filter(state="completed", new_patient=True).exists()
    assert evaluation.facts(who, {}, "online", seen=seen).patient == "established"


@pytest.mark.parametrize(("known", "is_known"), [("gone", True), ("kept", True), ("neither", False)])
def test_of_what_was_merged_before_that_was_kept_it_is_found_out(practice, known, is_known):
    from importlib import import_module

    from django.apps import apps

    from frontdesk.booking.models import Merge

    who = merged(practice, "parent", known=known, hidden_in="gone" if known == "kept" else "kept")
    merge = Merge.objects.get()
    merge.before.pop("known_before", None)
    merge.save(update_fields=["before"])
    Patient.objects.filter(pk=who.pk).update(known_before=False)
    import_module("frontdesk.booking.migrations.0007_known_before").known(apps, practice)
    who.refresh_from_db()
    assert who.known_before == is_known
