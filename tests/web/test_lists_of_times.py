"""Lists from which a time is chosen: nothing is left out without a word, and the usual provider and place come first."""

import datetime as dt
import html
import re

import pytest

from frontdesk.booking import actions
from frontdesk.booking.take import Place
from frontdesk.intake import actions as intake
from frontdesk.practice.models import Location, Provider
from frontdesk.web.templatetags.frontdesk import day as date_words
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

EVERY_FIVE = f.CEDAR.replace("every 30 minutes", "every 5 minutes")
TWO_PLACES = f.CEDAR.replace(
    "payers:", "  - {id: uptown, name: Uptown, rooms: [{id: exam-9, kind: exam room}]}\npayers:"
).replace(
    "intake:",
    '  - {id: park, name: Dr. Park, hours: [{at: uptown, days: [mon, tue, wed, thu, fri, sat, sun], from: "13:00", to: "18:00"}]}\n'
    "intake:",
)


def values(page: str) -> list[str]:
    """The times that can be pressed on a page, in its order."""
    return re.findall(r'name="time" value="([^"]+)"', page)


def everything(client, url: str, until: dt.date) -> set[str]:
    """What somebody finds who follows every link of the list."""
    seen, queue, found = set(), [url], set()
    while queue:
        address = queue.pop()
        page = client.get(address).content.decode()
        found |= set(values(page))
        for link in re.findall(r'href="([^"]*[?&;](?:date|page)=[^"]+)"', page):
            link = html.unescape(link)
            full = link if link.startswith("/") else url.split("?")[0] + link
            date = re.search(r"date=(\d{4}-\d\d-\d\d)", full)
            number = re.search(r"[?&]page=(\d+)", full)
            near = (date and dt.date.fromisoformat(date[1]) <= until) or (number and int(number[1]) < 2)
            if near and full not in seen:
                seen.add(full)
                queue.append(full)
    return found


def starts(found: set[str], until: dt.date) -> set[str]:
    return {value.split("|")[2] for value in found if value.split("|")[2][:10] <= str(until)}


@pytest.fixture
def approved(db):
    practice = f.load_cedar(EVERY_FIVE)
    patient = f.patient(practice, established=True)
    asked = intake.submit(
        f.themselves(patient), patient, visit_type=f.visit("follow-up"), answers={"reason": "a cough"}
    )
    assert asked.state == "approved"
    return practice, patient, asked


@pytest.mark.parametrize("where", ["caller", "request", "move"])
def test_staff_find_every_time_that_the_patient_finds(approved, where):
    practice, patient, asked = approved
    desk = as_staff(practice, "scheduler")
    until = f.day(10)
    if where == "move":
        one = actions.approve_and_book(f.actor(practice, "scheduler"), asked, place=f.place("09:00", date=f.day(5)))
        theirs, ours = f"appointments/{one.pk}/move/", f"console/appointments/{one.pk}/move/"
    elif where == "request":
        theirs, ours = f"requests/{asked.pk}/times/", f"console/requests/{asked.pk}/"
    else:
        other = f.patient(practice, established=True)  # who has no request that waits for such a time
        theirs, ours = f"requests/{asked.pk}/times/", f"console/book/{other.pk}/?visit=follow-up"
    patients = starts(everything(as_patient(practice, patient), at(practice, theirs), until), until)
    staffs = starts(everything(desk, at(practice, ours), until), until)
    assert len(patients) > 400  # more than the pages once ended at
    assert patients - staffs == set() and staffs - patients == set()


def test_a_page_says_how_many_times_there_are_and_which_days_have_more(approved):
    practice, _patient, _ = approved
    caller = f.patient(practice, established=True)
    page = as_staff(practice, "front_desk").get(at(practice, f"console/book/{caller.pk}/?visit=follow-up"))
    text = page.content.decode()
    there = int(re.search(r"(\d+) times from", text)[1])
    later = sum(map(int, re.findall(r'<span class="soft small">\((\d+)\)</span></a>', text)))
    assert there == len(set(values(text))) + later and later > 0


def test_the_list_of_a_patient_does_not_end_at_four_hundred(approved):
    practice, patient, asked = approved
    page = as_patient(practice, patient).get(at(practice, f"requests/{asked.pk}/times/")).content.decode()
    days = {value.split("|")[2][:10] for value in values(page)}
    assert str(f.day(12)) in days


@pytest.fixture
def two_places(db):
    practice = f.load_cedar(TWO_PLACES)
    patient = f.patient(practice, established=True)
    one = actions.book(
        f.actor(practice, "front_desk"),
        patient,
        visit_type=f.visit("follow-up"),
        place=Place("park", "uptown", f.place("14:00", date=f.day(6)).start),
    )
    return practice, patient, one


@pytest.mark.parametrize("who", ["patient", "desk"])
def test_whoever_moves_a_visit_is_shown_its_own_provider_and_place_first(two_places, who):
    practice, patient, one = two_places
    if who == "patient":
        page = as_patient(practice, patient).get(at(practice, f"appointments/{one.pk}/move/"))
    else:
        page = as_staff(practice, "front_desk").get(at(practice, f"console/appointments/{one.pk}/move/"))
    text = page.content.decode()
    firsts = values(text)
    assert firsts[0].startswith("park|uptown|")
    if who == "patient":  # the first with the same provider, and the first of all, stand above the list too
        firsts = values(text[text.index("All times are") :])
    kinds = [value.rsplit("|", 1)[0] for value in firsts]
    last_of_theirs = max(n for n, kind in enumerate(kinds) if kind == "park|uptown")
    assert all(kind == "park|uptown" for kind in kinds[: last_of_theirs + 1])
    assert any(kind != "park|uptown" for kind in kinds) and "Dr. Park, Uptown" in text


def test_a_caller_is_offered_their_own_provider_first(two_places):
    practice, patient, _ = two_places
    page = as_staff(practice, "front_desk").get(at(practice, f"console/book/{patient.pk}/?visit=follow-up"))
    assert values(page.content.decode())[0].startswith("park|uptown|")


def test_a_request_that_names_a_provider_lists_them_first_and_hides_nobody(two_places):
    practice, patient, _ = two_places
    asked = intake.submit(f.themselves(patient), patient, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    asked.provider, asked.location = Provider.objects.get(code="lee"), Location.objects.get(code="downtown")
    asked.save()
    for client, path in (
        (as_staff(practice, "scheduler"), f"console/requests/{asked.pk}/"),
        (as_patient(practice, patient), f"requests/{asked.pk}/times/"),
    ):
        found = values(client.get(at(practice, path)).content.decode())
        assert found[0].startswith("lee|") and any(value.startswith("park|") for value in found)


@pytest.mark.parametrize(
    ("narrowed", "holds"),
    [
        ("with=lee", lambda provider, place, hour: provider == "lee"),
        ("at=uptown", lambda provider, place, hour: place == "uptown"),
        ("part=afternoon", lambda provider, place, hour: 12 <= hour < 17),
        ("with=park&part=evening", lambda provider, place, hour: provider == "park" and hour >= 17),
    ],
)
def test_staff_narrow_by_provider_place_and_part_of_the_day(two_places, narrowed, holds):
    practice, patient, one = two_places
    asked = intake.submit(f.themselves(patient), patient, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    maria = as_staff(practice, "scheduler")
    for path in (
        f"console/book/{f.patient(practice, established=True).pk}/?visit=follow-up&{narrowed}",
        f"console/appointments/{one.pk}/move/?{narrowed}",
        f"console/requests/{asked.pk}/?{narrowed}",
    ):
        found = values(maria.get(at(practice, path)).content.decode())
        assert found, path
        for value in found:
            provider, place, text = value.split("|")
            hour = dt.datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=dt.UTC).astimezone(f.CHICAGO).hour
            assert holds(provider, place, hour), (path, value)


def test_what_narrows_to_nothing_says_so_and_how_to_see_the_rest(two_places):
    practice, patient, _ = two_places
    page = as_staff(practice, "front_desk").get(
        at(practice, f"console/book/{patient.pk}/?visit=follow-up&with=lee&part=evening")
    )
    text = page.content.decode()
    assert "No time fits these filters" in text and "Remove filters" in text and "Next two weeks" in text


@pytest.fixture
def new_until(cedar):
    """A new patient whose first visit is in five days: only from then on are there times of a follow-up visit."""
    who = f.patient(cedar, established=False)
    first = f.place("09:00", date=f.day(5))
    by = f.actor(cedar, "scheduler")
    said = {"visit_type": f.visit("new-patient"), "place": first, "channel": "phone", "override": True, "reason": "x"}
    actions.book(by, who, **said)
    return who


WHY = "Follow-up visits are for established patients."


def test_the_list_says_from_when_the_times_are_and_why_there_are_none_before(cedar, new_until):
    desk, path = as_staff(cedar, "front_desk"), at(cedar, f"console/book/{new_until.pk}/?visit=follow-up")
    text = desk.get(path).content.decode()
    day = date_words(f.day(5))
    assert re.search(rf"\d+ times from {day} to", text)
    assert f"Before {day} this blocks every time:" in text and WHY in text
    assert f"Until their first visit, on {day}, they are a new patient." in text


def test_where_the_first_days_have_times_nothing_is_said_of_days_before(cedar, new_until):
    desk, path = as_staff(cedar, "front_desk"), f"console/book/{new_until.pk}/?visit=follow-up&date={f.day(6)}"
    text = desk.get(at(cedar, path)).content.decode()
    assert f"from {date_words(f.day(6))} to" in text and "this blocks every time" not in text
    other = f.patient(cedar, established=True)
    text = desk.get(at(cedar, f"console/book/{other.pk}/?visit=follow-up")).content.decode()
    assert "this blocks every time" not in text and "they are a new patient" not in text


def test_a_day_with_many_times_folds_those_after_the_first_and_says_how_many(approved):
    practice, _patient, asked = approved
    one = actions.approve_and_book(f.actor(practice, "scheduler"), asked, place=f.place("09:00", date=f.day(5)))
    page = as_staff(practice, "scheduler").get(at(practice, f"console/appointments/{one.pk}/move/")).content.decode()
    open_ = re.sub(r"<details>.*?</details>", "", page, flags=re.S)
    assert re.search(r"<summary>\s*\d+ more on this day", page)
    assert 0 < len(values(open_)) <= 48 < len(values(page))
