"""What a draft changes is read where it is published: the one text, question or block of hours that is different, whole."""

import pytest

from frontdesk.practice.drafts import actions as drafting
from frontdesk.practice.drafts import queries
from frontdesk.practice.file import document, read
from frontdesk.practice.file.difference import difference
from tests import factory as f
from tests.web.pages import read as tree
from tests.web_client import as_staff, at

LINE = "Please bring your insurance card, a list of what you take and somebody who can drive you home. "
OWN = f"""\
messages:
  templates:
    - id: booked
      subject: "{{practice}}: your appointment on {{day}}"
      email: |
        You have an appointment{{for_whom}} on {{when}} at {{where}}. {LINE * 4}
        {{choices}}
      text: "{{practice}}: you have an appointment{{for_whom}} on {{when}} at {{place}}. {{link}}"
      es:
        email: |
          Usted tiene una cita{{for_whom}} el {{when}} en {{where}}.

          {{choices}}
    - id: cancelled
      email: "Your appointment{{for_whom}} on {{when}} is canceled. {{link}}"
reasons:
  ask: [{{say: "{LINE}", es: "Traiga su tarjeta."}}, {{say: Please call us., es: Llámenos.}}]
rules: |
"""
FILE = f.CEDAR.replace("rules: |\n", OWN).replace(
    "kind: long text}",
    f'kind: choice, why: "{LINE * 4}", options: [A cough, A rash, A fever, A sore throat, Something else that hurts]}}',
)
CHANGES = {
    "a text": ("{where}. Please bring your", "{where}. Please bring NEWLY your", ("Message", "Booked", "email")),
    "a text in Spanish": ("Usted tiene una cita", "Usted NEWLY tiene una cita", ("Booked", "Spanish", "email")),
    "why we ask": ("home. \", options", "home. NEWLY\", options", ("why we ask",)),
    "a choice": ("A fever", "A NEWLY fever", ("choices",)),
    "hours": ('providers:\n  - {id: chen, name: Dr. Chen, npi: "1234567893", hours: [{at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "12:00"}]}',
              'providers:\n  - {id: chen, name: Dr. Chen, npi: "1234567893", hours: [{at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "11:00"}]}', ("Dr. Chen", "weekly hours")),
    "a room": ("{id: exam-2, kind: exam room}", "{id: exam-2, kind: NEWLY room}", ("Downtown", "exam-2")),
    "a reason": ("es: Llámenos.", "es: Llámenos NEWLY.", ("Please call us.", "Spanish")),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_the_page_that_publishes_shows_the_one_thing_that_changed_inside_of_a_long_entry(db, what):
    old, new, where = CHANGES[what]
    practice = f.load_cedar(FILE)
    manager = f.actor(practice, "manager")
    draft = drafting.start(manager, practice)
    text = FILE.replace(old, new, 1)
    assert text != FILE
    (change,) = queries.changes(drafting.edit(manager, draft, change=lambda _: text, reason="another text")).setup
    page = tree(as_staff(practice, "manager").get(at(practice, "setup/draft/")).content.decode())
    (item,) = [one for one in page.all("li") if one.within("ul") and one.within("ul")["class"] == "stack-tight lines"]
    assert all(word in item.text for word in where), item.text
    assert "…" not in item.text
    marked = [one.text for one in item.all("ins")]
    assert any(("NEWLY" if "NEWLY" in new else "11:00") in words for words in marked), item.text
    if len(change.after) > 300:
        assert all(len(words) < 60 for words in marked), "only what is new is marked in a long text"
        assert change.after.split()[-1] in item.text and item.text.count("drive you home") == change.after.count(
            "drive you home"
        )


def test_what_is_the_same_inside_of_an_entry_is_not_named():
    changed = FILE.replace("{where}. Please bring", "{where}. Please do bring").replace("is canceled.", "is off.")
    found = difference(read(FILE), read(changed)).setup
    assert [(one.section, one.key, one.inside, one.what) for one in found] == [
        ("messages", "templates", ("booked", "email"), "changed"),
        ("messages", "templates", ("cancelled", "email"), "changed"),
    ]


def test_what_is_new_gone_or_stands_elsewhere_inside_of_an_entry_is_named_so():
    texts = document.mapping(FILE, "messages")["templates"]
    booked, cancelled = texts
    moved = {**cancelled, "id": "rescheduled"}

    def changes(now):
        after = document.put_mapping(FILE, "messages", {"templates": now})
        return [(one.what, one.inside) for one in difference(read(FILE), read(after)).setup]

    assert changes([booked, cancelled, moved]) == [("added", ())]
    assert changes([cancelled]) == [("gone", ())]
    assert changes([cancelled, booked]) == [("changed", ("order",))]
    assert changes(texts) == []


# A form that is saved as it was opened changes nothing ----------------------------------------------------------


def fields(page):
    form = next(one for one in page.all("form") if any(each["name"] == "email" for each in one.all("textarea")))
    said = {one["name"]: one["value"] for one in form.all("input") if one["name"]}
    return {**said, **{one["name"]: "".join(map(str, one.children)) for one in form.all("textarea")}}


@pytest.mark.parametrize(("typed", "count"), [({}, 0), ({"email": "Your visit{for_whom} is on {when}."}, 1)])
def test_a_text_that_is_saved_without_a_change_is_none(db, typed, count):
    """The last line break of a block in the file is none of its words; and its place among the others stays."""
    practice = f.load_cedar(FILE)
    manager, path = as_staff(practice, "manager"), at(practice, "setup/templates/booked/")
    said = fields(tree(manager.get(path).content.decode()))
    assert manager.post(path, {**said, **typed}).status_code == 302
    draft = queries.draft()
    found = queries.changes(draft).setup if draft is not None else ()
    assert len(found) == count and all(one.inside == ("booked", "email") for one in found)
