"""What people typed is kept whole or refused, below the pages too: no action cuts off its end without a word."""

import ast
import html
from pathlib import Path

import pytest
from django.test import Client
from django.utils.timezone import now

import frontdesk
from frontdesk.day.away import actions as away
from frontdesk.day.exceptions.actions import emergency_not_kept
from frontdesk.intake import actions as intake
from frontdesk.intake.events import EmergencySaid
from frontdesk.intake.models import Draft, Task
from frontdesk.intake.queue import actions as queue
from frontdesk.intake.standard.actions import LONGEST_MEMBER_ID
from frontdesk.intake.tasks import actions as tasks
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.practice.models import Provider
from frontdesk.tenancy.within_length import TooLong
from tests import factory as f
from tests.outreach.test_recalls import order
from tests.web_client import as_patient, as_staff, at

HOUSE = Path(frontdesk.__file__).parent
ROOMS = ("booking", "day", "intake", "outreach", "practice", "records", "people", "messaging", "web")
# Names under which these rooms are given what people typed.
TYPED = {"reason", "note", "what", "text", "query", "said", "words", "name", "body", "sentence", "answer", "value"}
READ = {"POST", "GET", "cleaned_data", "data"}  # what a page is sent
SENT = {"post", "posted", "typed", "sent", "asked", "get"}
ON_PURPOSE = {  # (file, function)
    ("intake/vault.py", "_path"),  # of a key
    ("intake/drawing/process.py", "_understood"),
    ("people/lines.py", "key_of"),
    ("practice/drafts/shown.py", "_digest"),
    ("practice/file/document.py", "_written"),  # looked at, not kept
    ("practice/file/limits.py", "refused"),
    ("people/searching.py", "sought"),  # searched for, not kept
    ("people/searching.py", "look_up"),
    ("intake/queue/queries.py", "read"),
    *((f"{room}/importing.py", name) for room, name in (
        ("intake/referrals", "_readable"), ("intake/referrals", "_insurance"), ("intake/referrals", "_entity"),
        ("outreach/recalls", "_entity"), ("outreach/recalls", "_id"), ("outreach/recalls", "choice"),
    )),  # what a fault quotes of a cell; the file is given back whole
    ("messaging/actions.py", "bounced"),  # what the other side's machine answers
    ("messaging/delivery.py", "_fail"),
    ("messaging/incoming.py", "receive"),  # six times as long as a text message can be
    *(("web/console/alike.py", name) for name in ("alike", "_typed")),  # looked at, not kept
    *((f"web/{path}.py", name) for path, name in (  # keys, codes and numbers of addresses, that no person types
        ("console/answers", "elsewhere"), ("console/away", "_this_list"), ("console/booking", "_placing"),
        ("console/booking", "write_down"), ("console/booking", "carry_of"), ("console/booking", "times"),
        ("console/calendar", "_place_query"), ("console/calendar", "read"), ("console/reports", "access"),
        ("console/series", "_key"), ("crossing", "remember"), ("crossing", "_digest"), ("portal/signin", "_with_question"),
        ("setup/sections/addressing", "name_of"), ("setup/sections/forms", "slug"), ("unsent_requests", "said"),
    )),
    *(("web/console/" + path, name) for path, name in (("merging.py", "merge"), ("requests.py", "_matches"))),  # rows
    ("web/setup/sections/questions.py", "question"),  # the id that a question gets of its words
    ("web/hooks.py", "text"),  # what the carrier's machine says of itself
    ("web/console/new_patient.py", "names_in"),  # the words before the last name are the first
    ("web/portal/referral.py", "_hint"),  # an address shown in part
    ("web/portal/typed.py", "_shortened"),  # its page says so
    ("messaging/templates.py", "fill"),  # a subject: one line of what the practice wrote, filled in
}  # fmt: skip


def cuts(text, pages=False):
    """(function, line) of every slice up to a place of something that a function was given to keep.

    `pages`: or that it reads of a form or an address, or goes through under such a name.
    """
    found = []
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef):
            continue
        given = {arg.arg for arg in (*function.args.args, *function.args.kwonlyargs)} & TYPED
        for node in ast.walk(function):
            cut = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)
            if not cut or node.slice.upper is None or node.slice.lower is not None:
                continue
            parts = list(ast.walk(node.value))
            names = {part.id for part in parts if isinstance(part, ast.Name)}
            read = {part.attr for part in parts if isinstance(part, ast.Attribute)} & READ
            if given & names or (pages and (read or names & (TYPED | SENT))):
                found.append((function.name, node.lineno))
    return found


def cuts_of(room):
    return {
        f"{path.relative_to(HOUSE)}:{line} ({name})"
        for path in (HOUSE / room).rglob("*.py")
        for name, line in cuts(path.read_text(), pages=room == "web")
        if (str(path.relative_to(HOUSE)), name) not in ON_PURPOSE
    }


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_that_was_typed_is_cut(room):
    found = cuts_of(room)
    assert not found, "\n".join(sorted(found))


def test_control_a_cut_is_found():
    assert cuts("def done(task, *, note):\n    task.note = note[:400] or task.note")
    assert cuts("def away(row, reason):\n    row.reason = reason.strip()[:200]")
    assert not cuts("def done(task, *, note):\n    return rows[:5], note[2:]")
    for line in (
        'posted.text(request, "q").strip()[:80]',
        "request.POST['q'][:80]",
        "post.get('q', '')[:4]",
        "self.cleaned_data['q'][:9]",
        "{value[:80] for value in shown}",
    ):
        assert cuts(f"def press(request):\n    return {line}", pages=True), line
    assert not cuts("def press(request):\n    return rows[:5], found[:MOST]", pages=True)


# What is refused ----------------------------------------------------------------------------------------------


@pytest.fixture
def desk(cedar):
    return f.actor(cedar, "scheduler")


def some_task(who):
    return tasks.open_task("message", who, due_at=now(), patient=who)


def too_long(practice, desk):
    """Each action with more than is kept of what somebody typed."""
    who, lee, long = f.patient(practice, established=True), Provider.objects.get(code="lee"), "y" * 1001
    asked = intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
    task, due = some_task(who), order(practice, who=who)
    on = {"first_on": f.day(20), "last_on": f.day(20), "from_minute": 0, "to_minute": 1440, "note": long}
    return [
        (task, lambda: tasks.done(desk, task, outcome="reached", note=long)),
        (task, lambda: tasks.hand_over(desk, task, to=f.staff(practice, "front_desk"), reason=long)),
        (asked, lambda: queue.hand_over(desk, asked, to=f.staff(practice, "front_desk"), reason=long)),
        (due, lambda: recalls.close(desk, due, reason=long)),
        (None, lambda: away.at_once(desk, lee, **on)),
        (None, lambda: queue.save_view(desk, practice, name=long, query="")),
    ]


def test_more_than_is_kept_is_refused_with_how_much_it_is_and_nothing_is_changed(cedar, desk):
    for row, press in too_long(cedar, desk):
        before = type(row).objects.filter(pk=row.pk).values().get() if row is not None else None
        with pytest.raises(TooLong) as refused:
            press()
        assert "1,001 characters" in str(refused.value)
        assert row is None or type(row).objects.filter(pk=row.pk).values().get() == before


# What is kept whole -------------------------------------------------------------------------------------------


def test_two_rules_that_begin_alike_order_two_calls_and_are_read_whole(db):
    old = " and ".join(f"the patient is over {years}" for years in range(1, 9))
    rules = [
        f"When a visit is booked, the scheduler calls within 1 day when {old} and the patient is over {years}."
        for years in (10, 11)
    ]
    practice = f.load_cedar(f.CEDAR + "".join(f"  {rule}\n" for rule in rules))
    visit = f.booked(practice)
    ordered = Task.objects.filter(kind="order", thing_id=visit.pk, state="open").values_list("what", flat=True)
    assert min(map(len, rules)) > 200 and sorted(ordered) == sorted(rules)


def test_words_of_an_emergency_that_stand_nowhere_else_are_read_whole(cedar, desk):
    who = f.patient(cedar, established=True)
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("procedure"), answers={"reason": "a cough"})
    said = f"I fell this morning, {'and it hurts, ' * 30}and now I have chest pain"
    emergency_not_kept(EmergencySaid(asked, (said,)))
    assert Task.objects.get(kind="urgent").what == said
    page = as_staff(cedar, "scheduler").get(at(cedar, "console/exceptions/")).content.decode()
    assert said in html.unescape(page)


def test_a_member_id_that_no_record_can_keep_stays_with_the_request(cedar, desk):
    who, long = f.patient(cedar, established=True, member_id="A1"), "9" * (LONGEST_MEMBER_ID + 1)
    asked = intake.create_for_caller(
        desk, who, visit_type=f.visit("follow-up"), answers={"reason": "x", "member-id": long}
    )
    who.refresh_from_db()
    assert who.member_id == "A1" and long in set(asked.answers.values_list("value", flat=True))


# What is half typed -------------------------------------------------------------------------------------------


def asks(practice) -> Client:
    who = f.patient(practice, established=True)
    client = as_patient(practice, who)
    client.post(at(practice, ""), {"visit": "procedure", "for": str(who.pk)})
    client.post(at(practice, "ask/for/"), {"person": str(who.pk)})
    return client


NOT_KEPT = "Only the first 20,000 characters are."


def half_typed(practice, length) -> str:
    client = asks(practice)
    said = "x" * (length - 3) + "end"
    assert client.post(at(practice, "ask/reason/"), {"answer": said}, headers={"X-Keep": "1"}).status_code == 204
    return html.unescape(client.get(at(practice, "ask/reason/")).content.decode())


def test_a_name_that_is_half_typed_is_kept_whole(cedar):
    client, name = Client(), "Maria " * 20 + "del Carmen"
    client.post(at(cedar, ""), {"visit": "new-patient"})
    client.post(at(cedar, "ask/who/"), {"first": name, "last": ""}, headers={"X-Keep": "1"})
    assert [draft.answers["first"] for draft in Draft.objects.all()] == [name]


def test_what_is_longer_than_an_answer_may_be_is_there_again_whole(cedar):
    page = half_typed(cedar, 4500)
    assert "x" * 4497 + "end" in page and NOT_KEPT not in page


def test_what_is_longer_than_is_kept_is_said_to_be(cedar):
    page = half_typed(cedar, 20_001)
    assert "x" * 19_998 in page and NOT_KEPT in page
