"""Who acts for a patient reads of what they may do, and of nothing else: every page, every button and every message of each kind, as each set of powers."""

import datetime as dt
import html
import re
from dataclasses import replace
from itertools import product

import pytest
from django.db import transaction
from django.test import Client

from frontdesk.access.may import SYSTEM, NotAllowed
from frontdesk.booking import actions as booking
from frontdesk.booking import choices, moving
from frontdesk.booking.messages import about, tell_of
from frontdesk.booking.models import Appointment, Proposal
from frontdesk.booking.take import take
from frontdesk.day.correcting import actions as correcting
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.models import Request, Task
from frontdesk.messaging import actions as messaging
from frontdesk.messaging import ways
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist import fill
from frontdesk.outreach.waitlist.fill import wish_of
from frontdesk.practice.actors import patient_actor
from frontdesk.web import who_was_told
from frontdesk.web.portal import changing
from frontdesk.web.who_was_told import would_offer, would_tell
from tests import factory as f
from tests.messaging.test_texts import hook
from tests.portion import some_of
from tests.web_client import as_contact, at

PARENT = "parent@example.org"
CARER = "carer@example.org"
NUMBER = "+13125550188"
POWERS = ("see", "see, book", "see, cancel", "see, book, cancel")
NO_ACCESS = ("You don't have access", "You do not have access", "No access")
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
LINK = re.compile(r'href="(/cedar/[^"#]*)"')
# What a message asks somebody to do, by the power that it takes.
ASKS = {
    "book": re.compile(
        r"[Mm]ove it( or cancel it)?:|Move( or cancel)? here|Move your visit here|Take it( or ask|( here)?:)|Take or decline"
        r"|Please choose|[Cc]hoose another time here|go here|Confirm( it|,)|Reply [CR1]|Answer"
    ),
    "cancel": re.compile(r"cancel it:|Cancel (it|your visit)( here)?:|[Cc]ancel here"),
}
WALKED = re.compile(
    r"/cedar/(home/$|appointments/|waitlist/|requests/|holds?/|times/)"
)  # what speaks of visits; no calendar file


def practice_with(powers, *, visits="", carers=""):
    """Parents have these powers (for these visits alone), carers those."""
    only = f", visits: [{visits}]" if visits else ""
    text = f"{f.at_any_hour(f.CEDAR)}proxies:\n  - {{who: parent, under age: 18{only}, may: [{powers}]}}\n"
    return f.load_cedar(text + (f"  - {{who: carer, may: [{carers}]}}\n" if carers else ""))


def child(practice, contact=PARENT):
    made = f.patient(practice, established=True, birth_date=dt.date(2019, 4, 2), email="", phone="")
    patients.confirm_proxy(SYSTEM, patients.name_proxy(SYSTEM, made, contact=contact, who="parent", name="Pat"))
    f.Consent.objects.get_or_create(
        practice=practice,
        contact=contact,
        channel=f.channel_of(contact),
        defaults={"given": True, "how": "told the tests"},
    )
    return made


def visit_of(who, time="09:00"):
    return booking.book(f.actor(who.practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place(time))


def offered(who, one=None):
    entry = waitlist.join(SYSTEM, who, visit_type=f.visit("follow-up"), first_on=f.day(0), appointment=one)
    held = take(replace(wish_of(entry, f.place("08:00")), channel="staff", agreed=True), "held", 14 * 60)
    return waitlist.offer(SYSTEM, entry, hold=held, keep=dt.timedelta(hours=14))


def asked(who):
    return intake.submit(SYSTEM, who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})


def proposed(who):
    return f.proposed(visit_of(who))


def must_move(who):
    proposals.decline(SYSTEM, f.proposed(visit_of(who)))


def waits(who):
    waitlist.join(SYSTEM, who, visit_type=f.visit("follow-up"), first_on=f.day(0), appointment=visit_of(who))


def chose(who):
    one = visit_of(who)
    booking.hold(SYSTEM, who, visit_type=one.visit_type, place=f.place("10:00"), channel="online", replaces=one)


def asks(who):
    one = asked(who)
    assert one.state == "approved", one.state


def chose_for_request(who):
    one = asked(who)
    booking.hold(SYSTEM, who, visit_type=one.visit_type, place=f.place("10:00"), channel="online", request=one)


def more_needed(who):
    one = asked(who)
    Request.objects.filter(pk=one.pk).update(state="awaiting_info", missing=["reason"])


def asked_still(who):
    one = asked(who)
    held = booking.hold(SYSTEM, who, visit_type=one.visit_type, place=f.place("10:00"), channel="online", request=one)
    booking.confirm(SYSTEM, held)
    booking.cancel(f.actor(who.practice, "scheduler"), held, reason="the doctor is ill")


MOMENT = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d")


SCENES = {
    "booked": visit_of,
    "proposed": proposed,
    "must move": must_move,
    "an earlier time on offer": lambda who: offered(who, visit_of(who)),
    "a time on offer": offered,
    "waits": waits,
    "chose": chose,
    "asked": asks,
    "chose for what was asked": chose_for_request,
    "more needed": more_needed,
    "asked still": asked_still,
}


def signed_in(practice, contact=PARENT) -> Client:
    return as_contact(practice, contact)


def fields_of(form: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """What is sent by itself, and what each of its buttons adds."""
    said: dict[str, str] = {}
    for tag in re.findall(r"<(?:input|textarea|select)\b[^>]*>", form):
        name, kind = attribute(tag, "name"), attribute(tag, "type")
        if name and kind not in ("checkbox", "file", "submit"):
            said.setdefault(name, attribute(tag, "value") or ("" if kind == "hidden" else "something"))
    buttons = [tag for tag in re.findall(r"<button\b[^>]*>", form) if attribute(tag, "type") in ("", "submit")]
    return said, [
        {attribute(tag, "name"): attribute(tag, "value")} if attribute(tag, "name") else {} for tag in buttons
    ]


def attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


TOLD = ("booked", "proposed", "must move", "an earlier time on offer", "a time on offer")
TEXTS = ("C", "R", "I can't come", "yes", "what is this about?")


class Walk:
    """Every page that is linked from the first, and every button of each, pressed and taken back."""

    def __init__(self, practice) -> None:
        self.practice, self.client = practice, signed_in(practice)
        self.seen: dict[str, str] = {}
        self.refused: list[str] = []
        self.pressed: list[str] = []
        self.kinds: set[tuple[str, ...]] = set()

    def all(self) -> "Walk":
        ahead = [at(self.practice, "home/")]
        while ahead:
            path = ahead.pop()
            if path in self.seen or not WALKED.match(path) or "calendar" in path or "?" in path:
                continue
            with taken_back():
                answer = self.client.get(path, follow=True)
            page = answer.content.decode()
            self.seen[path] = page
            self.judge(f"page {path}", answer)
            for form in FORM.finditer(page):
                self.press(path, *form.groups())
            ahead += [html.unescape(link) for link in LINK.findall(page)]
        return self

    def press(self, path: str, attributes: str, form: str) -> None:
        action = attribute(attributes, "action") or path
        if attribute(attributes, "method").lower() != "post" or not WALKED.match(action):
            return
        said, buttons = fields_of(form)
        for button in buttons or [{}]:
            kind = (action, path, *sorted({**said, **button}), *button.values())
            kind = tuple(part for part in kind if not MOMENT.search(part))  # of a page of times one is pressed
            if kind in self.kinds:
                continue
            self.kinds.add(kind)
            with taken_back():
                answer = self.client.post(action, {**said, **button}, follow=True)
            self.pressed.append(action)
            self.judge(f"press {action} {button} on {path}", answer)

    def judge(self, what: str, answer) -> None:
        page = html.unescape(answer.content.decode())
        if answer.status_code in (403, 404, 500) or any(word in page for word in NO_ACCESS):
            self.refused.append(f"{what}: {answer.status_code}")

    @property
    def words(self) -> str:
        return "\n".join(self.seen.values())


class taken_back:
    def __enter__(self):
        self.point = transaction.atomic()
        self.point.__enter__()

    def __exit__(self, *error):
        transaction.set_rollback(True)
        return self.point.__exit__(*error)


@pytest.mark.parametrize(("scene", "powers"), some_of(product(SCENES, POWERS), one_in=9, torture=9))
def test_nothing_is_offered_that_is_answered_with_no_access(db, scene, powers):
    practice = practice_with(powers)
    SCENES[scene](child(practice))
    walk = Walk(practice).all()
    assert not walk.refused
    assert len(walk.seen) > 1, "something was walked"
    if powers == POWERS[-1]:
        assert walk.pressed


@pytest.fixture
def whoever(monkeypatch):
    """The mend taken out: what the rules allow is said to whoever reads."""
    for module in (moving, changing):
        monkeypatch.setattr(module, "changeable", lambda *_: (True, True))
    monkeypatch.setattr(choices, "may", lambda *_: True)
    for module in (proposals, waitlist):
        monkeypatch.setattr(module, "can_be_asked", lambda *_: True)
    monkeypatch.setattr(
        messaging, "ways_to_ask", lambda patient, visit, needs, **more: ways.ways(patient, visit, **more)
    )


def test_control_where_whoever_reads_is_offered_all_the_walk_meets_no_access(db, whoever):
    practice = practice_with("see")
    visit_of(child(practice))
    assert Walk(practice).all().refused


@pytest.mark.parametrize("answer", ["accept", "decline"])
@pytest.mark.parametrize("scene", [proposed, offered])
def test_who_may_act_for_these_visits_alone_may_answer_what_is_kept_of_them(db, scene, answer):
    given = scene(child(practice_with(POWERS[-1], visits="follow-up")))
    answers = waitlist if scene is offered else proposals
    given = given or Proposal.objects.get()
    getattr(answers, answer)(patient_actor(PARENT), given)
    given.refresh_from_db()
    assert given.state == f"{answer}ed".replace("eed", "ed")


def test_control_who_may_act_for_other_visits_may_not(db):
    given = offered(child(practice_with(POWERS[-1], visits="new-patient")))
    with pytest.raises(NotAllowed):
        waitlist.accept(patient_actor(PARENT), given)


# What is written --------------------------------------------------------------------------------------------------


def written(practice, scene, contact):
    who = child(practice, contact)
    SCENES[scene](who)
    for one in Appointment.objects.filter(state="booked"):
        tell_of(one, "reminder", about(one), once=f"reminder {one.pk}")
    return list(Message.objects.filter(to=contact).values_list("template", "body"))


def asked_beyond(powers, said):
    """What is asked of somebody that they may not do."""
    return [
        (template, power, found[0])
        for template, body in said
        for power, asks in ASKS.items()
        if power not in powers and (found := asks.search(body))
    ]


@pytest.mark.parametrize(
    ("scene", "powers", "contact"), some_of(product(SCENES, POWERS, (PARENT, NUMBER)), one_in=5, torture=6)
)
def test_nothing_is_asked_of_them_that_they_may_not_do(db, scene, powers, contact):
    said = written(practice_with(powers), scene, contact)
    assert not asked_beyond(powers, said), said


@pytest.mark.parametrize("contact", [PARENT, NUMBER], ids=["e-mail", "text"])
@pytest.mark.parametrize("scene", TOLD)
def test_control_who_may_do_all_is_asked(db, scene, contact):
    said = written(practice_with(POWERS[-1]), scene, contact)
    assert asked_beyond("see", said), said


def test_control_where_whoever_reads_is_asked_all_it_is_found(db, whoever):
    for scene in ("booked", "proposed", "a time on offer"):
        with taken_back():
            assert asked_beyond("see", written(practice_with("see"), scene, PARENT)), scene


@pytest.mark.parametrize(("scene", "powers", "text"), some_of(product(TOLD, POWERS, TEXTS), one_in=7, torture=9))
def test_no_answer_to_a_text_leads_to_what_they_may_not_do(db, scene, powers, text):
    practice = practice_with(powers)
    written(practice, scene, NUMBER)
    before = list(Message.objects.values_list("pk", flat=True))
    assert hook(practice, text, "SM1", NUMBER).status_code == 200
    said = list(Message.objects.exclude(pk__in=before).filter(to=NUMBER).values_list("template", "body"))
    assert said, "whoever writes is answered"
    assert not asked_beyond(powers, said), said
    if "book" not in powers:
        assert not Appointment.objects.exclude(confirmed_at=None).exists()
        assert Task.objects.filter(state="open").exists(), "and staff read it"


# Who may only see is called ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("powers", ["see", "see, book"])
def test_staff_call_about_a_time_that_nobody_who_hears_of_it_may_take(db, powers):
    offered(child(practice_with(powers)))
    assert Task.objects.filter(kind="to_take", state="open").exists() == ("book" not in powers)


@pytest.mark.parametrize("answer", [waitlist.accept, waitlist.decline])
def test_the_call_is_done_with_when_the_offer_is_over_and_comes_back_with_it(db, answer):
    given = offered(child(practice_with("see")))
    calls = Task.objects.filter(kind="to_take", state="open")
    call = calls.get()
    desk = f.actor(given.hold.practice, "scheduler")
    answer(desk, given)
    assert not calls.exists()
    hold = Appointment.objects.get(pk=given.hold_id)
    correcting.undo(desk, hold, version=hold.version)
    assert list(calls.all()) == [call]


def test_what_ended_with_a_booking_is_on_offer_again_and_staff_call(db):
    who = child(practice_with("see"))
    given = fill.offer_time(
        SYSTEM, waitlist.join(SYSTEM, who, visit_type=f.visit("follow-up"), first_on=f.day(0)), place=f.place("11:00")
    )
    desk = f.actor(who.practice, "scheduler")
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00"), channel="phone")
    calls = Task.objects.filter(kind="to_take", state="open")
    assert not calls.exists()
    correcting.undo(desk, one)
    given.refresh_from_db()
    assert given.state == "offered" and [call.thing_id for call in calls] == [given.hold_id]


# Of several who act for a patient ---------------------------------------------------------------------------------


def two_carers(first, second):
    """A carer who is written to first, and a parent, with these powers."""
    practice = practice_with(second, carers=first)
    who = f.patient(practice, established=True, birth_date=dt.date(2019, 4, 2), email="", phone="")
    for contact, acts in ((CARER, "carer"), (PARENT, "parent")):
        patients.confirm_proxy(SYSTEM, patients.name_proxy(SYSTEM, who, contact=contact, who=acts, name="Pat"))
        given = {"given": True, "how": "told the tests"}
        f.Consent.objects.get_or_create(practice=practice, contact=contact, channel="email", defaults=given)
    return who


@pytest.mark.parametrize(("first", "second"), [("see", POWERS[-1]), (POWERS[-1], "see"), ("see", "see")])
def test_of_two_the_one_who_may_take_it_is_written_to_and_where_neither_may_staff_call(db, first, second):
    offered(two_carers(first, second))
    (to, template), *more = Message.objects.filter(template__in=moving.OFFERS).values_list("to", "template")
    assert not more
    takes = CARER if "book" in first else PARENT if "book" in second else None
    assert (to, template) == ((takes, "waitlist-offer") if takes else (CARER, "waitlist-offer-call"))
    assert Task.objects.filter(kind="to_take", state="open").exists() == (takes is None)


@pytest.mark.parametrize(("first", "second"), [("see", POWERS[-1]), (POWERS[-1], "see"), ("see", "see")])
def test_before_the_press_staff_read_where_the_message_then_goes(db, first, second):
    who = two_carers(first, second)
    start = visit_of(who).start
    offer_said, move_said = would_offer(who, "follow-up", start), would_tell(who, "follow-up", start, "proposal.answer")
    offered(who)
    (to,) = Message.objects.filter(template__in=moving.OFFERS).values_list("to", flat=True)
    assert f"an email at {to}." in offer_said
    f.proposed(Appointment.objects.get(start=start))
    (to,) = Message.objects.filter(template__in=moving.PROPOSED).values_list("to", flat=True)
    assert f"an email at {to}." in move_said


@pytest.mark.parametrize("powers", POWERS)
def test_an_offer_waits_for_the_morning_in_whichever_words_it_is_made(db, powers, monkeypatch):
    """Said before the press and kept after it: also to who is told to call."""
    who = child(practice_with(powers))
    asked_of: list[str] = []
    monkeypatch.setattr(who_was_told, "waits_until", lambda patient, template: asked_of.append(template))
    start = f.place("10:00").start
    would_offer(who, "follow-up", start)
    offered(who)
    assert asked_of == list(Message.objects.filter(template__in=moving.OFFERS).values_list("template", flat=True))


# Requests ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("powers", POWERS)
def test_who_may_not_answer_is_not_asked_to_and_staff_call(db, powers):
    practice = practice_with(powers)
    one = asked(child(practice))
    Request.objects.filter(pk=one.pk).update(state="awaiting_approval")
    intake.ask(f.actor(practice, "scheduler"), Request.objects.get(pk=one.pk), fields=["reason"])
    (said,) = Message.objects.filter(template="information-needed")
    assert (said.to, said.state) == ((PARENT, "queued") if "book" in powers else ("", "failed"))
    if "book" not in powers:
        assert said.error == messaging.NOBODY_MAY
        open_exception_tasks()
        assert Task.objects.get(kind="message", state="open").patient_id == one.patient_id
        page = signed_in(practice).get(at(practice, f"requests/{one.pk}/")).content.decode()
        assert "Answer now" not in page and "Call us at" in page


@pytest.mark.parametrize("powers", POWERS)
def test_who_may_not_choose_is_told_to_call(db, powers):
    practice = practice_with(powers)
    one = asked(child(practice))
    assert one.state == "approved"
    intake.tell_approved(SYSTEM, one)
    said = Message.objects.filter(template="request-approved").latest("created_at").body
    assert ("Choose a time" in said) == ("book" in powers) != ("Call us to choose a time." in said)
    page = signed_in(practice).get(at(practice, f"requests/{one.pk}/")).content.decode()
    assert ("Choose a time" in page) == ("book" in powers) != ("to choose a time." in page)
