"""Who acts for whom: the practice's table decides, by age and kind of visit; never code."""

import datetime as dt

import pytest

from frontdesk.access.may import NotAllowed
from frontdesk.booking import actions as booking
from frontdesk.booking import queries
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake import queries as requests
from frontdesk.messaging.ways import ways
from frontdesk.practice.actors import patient_actor
from frontdesk.practice.file import FileFaults, read
from tests import factory as f

PARENT = "parent@example.org"
TABLE = """
proxies:
  - {who: parent, under age: 12, may: [see, book, cancel]}
  - {who: parent, from age: 12, under age: 18, visits: [follow-up], may: [see, book]}
  - {who: carer, from age: 18, may: [see]}
  - {who: patient, under age: 14, may: []}
  - {who: patient, from age: 14, under age: 18, visits: [procedure], may: [see, book]}
"""


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + TABLE)


def aged(practice, years: int, **more):
    today = f.day(0)
    born = dt.date(today.year - years, today.month, min(today.day, 28)) - dt.timedelta(days=30)
    return f.patient(practice, birth_date=born, established=True, **more)


def acts(practice, child, who="parent", contact=PARENT, confirmed=True):
    proxy = patients.name_proxy(f.actor(practice, "front_desk"), child, contact=contact, who=who, name="Pat Sample")
    if confirmed:
        patients.confirm_proxy(f.actor(practice, "front_desk"), proxy)
    return patient_actor(contact)


def ask(actor, child, visit="follow-up"):
    return intake.submit(actor, child, visit_type=f.visit(visit), answers={"reason": "a cough"})


@pytest.mark.parametrize(
    ("years", "visit", "may_book", "may_cancel"),
    [
        (5, "follow-up", True, True),
        (11, "procedure", True, True),
        (12, "follow-up", True, False),
        (15, "procedure", False, False),  # not among the visits that the table gives a parent of a teenager
        (18, "follow-up", False, False),  # grown up: the table has no line for a parent
    ],
)
def test_what_a_parent_may_do_changes_with_age_and_visit(practice, years, visit, may_book, may_cancel):
    child = aged(practice, years)
    parent = acts(practice, child)
    made = booking.book(f.actor(practice, "front_desk"), child, visit_type=f.visit(visit), place=f.place("10:00"))
    assert queries.visible(parent).filter(pk=made.pk).exists() is may_book
    if may_book:
        assert ask(parent, child, visit).asked_by == PARENT
    else:
        with pytest.raises(NotAllowed):
            ask(parent, child, visit)
    if may_cancel:
        assert booking.cancel(parent, made, reason="Another reason").state == "cancelled"
    else:
        with pytest.raises(NotAllowed):
            booking.cancel(parent, made, reason="Another reason")


def test_a_carer_who_may_only_see_sees_and_books_nothing(practice):
    who = aged(practice, 80)
    carer = acts(practice, who, "carer", "carer@example.org")
    made = booking.book(f.actor(practice, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place("10:00"))
    assert queries.by_id(carer, made.pk) == made
    for attempt in (
        lambda: ask(carer, who),
        lambda: booking.cancel(carer, made, reason="x"),
        lambda: booking.reschedule(carer, made, place=f.place("11:00")),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_nobody_acts_for_anybody_before_staff_confirm_it_or_after_it_has_ended(practice):
    child = aged(practice, 5)
    asked = acts(practice, child, confirmed=False)
    assert not asked.grants
    acts(practice, child)
    proxy = child.proxies.get()
    patients.end_proxy(f.actor(practice, "front_desk"), proxy)
    assert not patient_actor(PARENT).grants


def test_where_the_file_has_no_table_nobody_acts_for_another(db):
    practice = f.load_cedar()
    assert not acts(practice, aged(practice, 5)).grants


def test_minors_see_and_book_for_themselves_what_the_table_gives_them(practice):
    child, teen = aged(practice, 13), aged(practice, 15)
    assert not f.themselves(child).patients and not any(grant.powers for grant in f.themselves(child).grants)
    assert ask(f.themselves(teen), teen, "procedure").state
    with pytest.raises(NotAllowed):
        ask(f.themselves(teen), teen, "follow-up")


def test_what_a_parent_may_not_see_of_a_teenager_stays_hidden_in_requests_and_documents(practice):
    teen = aged(practice, 15)
    parent = acts(practice, teen)
    hidden, shown = ask(f.themselves(teen), teen, "procedure"), ask(parent, teen)
    assert list(requests.visible(parent)) == [shown]
    assert requests.by_id(parent, hidden.pk) is None


def test_messages_for_a_child_without_an_address_go_to_the_parent_until_the_child_is_grown(practice):
    child = aged(practice, 5, email="")
    acts(practice, child)
    from frontdesk.messaging.actions import agreed_with_record

    agreed_with_record(practice, "told the tests", PARENT)
    assert ways(child) == [PARENT]
    child.birth_date = dt.date(1990, 1, 1)
    assert ways(child) == []


def test_a_patient_lets_somebody_act_for_them_and_takes_it_back(practice):
    who = aged(practice, 80)
    proxy = patients.let_act(f.themselves(who), who, contact="carer@example.org", name="Cary")
    assert not patient_actor("carer@example.org").grants, "they may have slipped"
    assert patients.shows_whom("carer@example.org", who.birth_date) == [proxy]
    assert patient_actor("carer@example.org").grants
    patients.take_back(f.themselves(who), who, proxy=proxy)
    assert not patient_actor("carer@example.org").grants


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{who: perent, may: [see]}", "'perent' is not one of parent, carer, patient; did you mean 'parent'?"),
        ("{who: parent}", "has no 'may'"),
        ("{who: parent, may: [sea]}", "'sea' is not one of see, book, cancel"),
        ("{who: parent, visits: [x], may: [see]}", "no visit type 'x'"),
        ("{who: parent, from age: 18, under age: 12, may: [see]}", "nobody is 18 or older and under 12"),
    ],
)
def test_a_fault_in_the_table_says_what_would_be_right(line, complaint):
    with pytest.raises(FileFaults) as faults:
        read(f.CEDAR + f"proxies:\n  - {line}\n")
    assert complaint in str(faults.value)


def test_a_number_that_passes_to_somebody_else_has_their_name(db):
    practice = f.load_cedar()
    who, number = f.patient(practice), "+13125558888"
    first = patients.let_act(f.themselves(who), who, contact=number, name="Carl Old")
    patients.take_back(f.themselves(who), who, proxy=first)
    again = patients.let_act(f.themselves(who), who, contact=number, name="Dina New")
    assert (again.pk, again.name) == (first.pk, "Dina New")
