"""Putting an earlier version in force again: each thing that its page says changes now does, and nothing that it does not say."""

import pytest

from frontdesk.practice.drafts import actions, queries
from frontdesk.practice.drafts.shown import shown
from frontdesk.practice.file import read
from frontdesk.practice.file.difference import LISTS, MAPPINGS, difference
from frontdesk.practice.file.document import entries
from frontdesk.practice.models import Location, Payer, Policy, Provider, VisitType
from frontdesk.tenancy.models import Practice
from tests import factory as f
from tests.portion import some_of
from tests.web_client import as_staff, at

FILE = f.CEDAR.replace(
    "rules: |",
    """messages: {reminders: [7 days, 24 hours]}
waitlist: {order: longest waiting, keep offers: 30 minutes}
recalls: {invite: 4 weeks ahead, remind every: 2 weeks}
proxies:
  - {who: parent, under age: 12, may: [see, book, cancel]}
reasons:
  decline: [We do not take this insurance, Please call us]
cases:
  - {name: Too early, visit: follow-up, provider: chen, at: downtown, start: "2026-12-01T07:00", now: "2026-11-23T08:00", offered: no}
rules: |""",
)
CHANGES = {
    "practice": ("name: Cedar Family Medicine", "name: Cedar Family Care"),
    "practice: zone": ("timezone: America/Chicago", "timezone: America/Denver"),
    "locations": ("name: Downtown", "name: Old Town"),
    "locations: rooms": (", {id: exam-2, kind: exam room}", ""),
    "payers": (", {id: aetna, name: Aetna}", ""),
    "payers: order": (
        "{id: medicare, name: Medicare}, {id: aetna, name: Aetna}",
        "{id: aetna, name: Aetna}, {id: medicare, name: Medicare}",
    ),
    "visit types": ("name: Follow-up visit}", "name: Follow-up visit, sensitive: yes}"),
    "providers": ('npi: "1234567893", ', ""),
    "providers: hours": (
        "id: lee, name: Dr. Lee, hours: [{at: downtown, days: [mon,",
        "id: lee, name: Dr. Lee, hours: [{at: downtown, days: [",
    ),
    "intake": ("ask: What brings you in?", "ask: What is it about?"),
    "messages": ("[7 days, 24 hours]", "[24 hours]"),
    "waitlist": ("longest waiting", "most urgent"),
    "recalls": ("4 weeks ahead", "3 weeks ahead"),
    "proxies": ("under age: 12", "under age: 13"),
    "reasons": (", Please call us]", "]"),
    "cases": ("2026-12-01T07:00", "2026-12-01T06:00"),
    "rules": ("  Visits take 30 minutes.\n", "  Visits take 45 minutes.\n"),
    "rules: gone": ("  Procedures need a procedure room.\n", ""),
    "rules: added": (
        "  Visits take 30 minutes.\n",
        "  Visits take 30 minutes.\n  Book procedures at least 2 days ahead.\n",
    ),
}


@pytest.fixture
def cedar(db):
    return f.load_cedar(FILE)


def publish(practice, text):
    who = f.actor(practice, "manager")
    draft = actions.work_on(who, practice)
    draft = actions.edit(who, draft, change=lambda _: text, reason="x")
    return actions.publish_draft(who, draft, reason="x", was=shown(draft, practice))


def in_the_tables():
    """What the rest of the house reads of the file."""
    practice = Practice.objects.get()
    kinds = (Location, Payer, VisitType, Provider)
    return (
        (practice.name, practice.timezone),
        {kind.__name__: sorted(kind.objects.filter(active=True).values_list("code", "name")) for kind in kinds},
    )


def test_every_section_of_the_file_is_changed_below():
    assert {name.partition(":")[0] for name in CHANGES} == {*LISTS, *MAPPINGS, "rules"} - {"appointments"}
    assert entries(FILE, "appointments") == []  # no file that is in force has them


@pytest.mark.parametrize("name", some_of(CHANGES, one_in=3, torture=2))
def test_what_the_page_says_changes_now_is_what_changes(cedar, name):
    tables, first = in_the_tables(), Policy.objects.get(version=1)
    before, after = CHANGES[name]
    assert before in FILE
    publish(cedar, FILE.replace(before, after))
    # What is in force now differs in more than what the second version once changed.
    last = publish(cedar, FILE.replace(before, after).replace("at most 90 days", "at most 80 days"))
    manager = as_staff(cedar, "manager")
    page = manager.get(at(cedar, f"setup/versions/{first.pk}/"))
    says = page.context["now_different"]
    assert says.count == (3 if name == "proxies" else 2)  # an entry without an id is one gone and one new
    for one in (*says.sentences, *says.setup):  # and it is on the page in words
        shown_words = one.after or one.before
        assert shown_words[:20].replace('"', "&quot;").replace("'", "&#x27;") in page.content.decode()
    answer = manager.post(at(cedar, f"setup/versions/{first.pk}/roll-back/"), {"reason": "x"}, follow=True)
    assert "is in force again" in answer.content.decode()
    now = queries.in_force()
    assert now.pk != first.pk and difference(read(last.text), read(now.text)) == says
    assert difference(read(FILE), read(now.text)).count == 0 and in_the_tables() == tables
