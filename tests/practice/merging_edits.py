"""Edits of a practice file, one a kind of change that set-up can make: what the tests of merging put together in pairs."""

from frontdesk.practice.file import document, examine
from frontdesk.practice.file.document import move, put, put_list, put_mapping, remove
from frontdesk.practice.file.sentences import add_sentence, renamed, replace_sentence
from frontdesk.rules.language import parse

BASE = """\
# Birch Clinic
practice: {name: Birch Clinic, timezone: America/Chicago, phone: "+1 312 555 0100"}
locations:
  # the old house
  - id: downtown
    name: Downtown
    rooms: [{id: exam-1, kind: exam room}, {id: exam-2, kind: exam room}]
  - {id: oak-park, name: Oak Park}
payers: [{id: medicaid, name: Medicaid}, {id: aetna, name: Aetna}, {id: cigna, name: Cigna}]
visit types:
  - {id: new-patient, name: New patient visit}
  - {id: follow-up, name: Follow-up visit, es: {name: Visita de control, description: Control}}
  - {id: procedure, name: Procedure}
providers:
  - id: chen
    name: Dr. Chen
    hours:
      - {at: downtown, days: [mon, tue], from: "08:00", to: "12:00"}
      - {at: oak-park, days: [wed], from: "08:00", to: "12:00"}
      - {at: downtown, days: [fri], from: "13:00", to: "17:00"}
  - {id: lee, name: Dr. Lee, hours: [{at: downtown, days: [mon], from: "08:00", to: "12:00"}]}
intake:
  - {id: reason, ask: What brings you in?, kind: long text, for: [all]}
  - {id: language, ask: Which language?, kind: choice, options: [English, Spanish, Polish]}
  - {id: walks, ask: Do you walk?, kind: yes/no}
proxies:
  - {who: parent, under age: 18, may: [see, book, cancel]}
  - {who: carer, may: [see]}
messages:
  reminders: [7 days, 24 hours]
  templates:
    - {id: booked, subject: Your visit, text: See you}
    - {id: reminder, text: Soon}
waitlist: {order: longest waiting, keep offers: 30 minutes}
reasons:
  decline: [{say: Wrong clinic}, {say: No room, es: No hay lugar}]
rules: |
  # How long
  Visits take 30 minutes.
  Procedures take 60 minutes.
  # Who
  Dr. Lee does not offer procedures.
  Visits with Dr. Chen take 40 minutes.
  Patients may book follow-up visits themselves.
  The practice is closed on December 25.
"""


def _file(text):
    found = examine(text)[0]
    assert found is not None
    return found


def named(section, id_, name):
    """As the page of an entry does it: a new name goes into every rule."""
    return lambda text: renamed(text, _file(text), lambda old: put(old, section, id_, {"name": name}), _file)


def added(sentence):
    def change(text):
        book = _file(text).setup.book
        return add_sentence(text, sentence, book.entries, parse(sentence, book.vocabulary))

    return change


def sentence(old, new):
    def change(text):
        for entry in _file(text).setup.book.entries:
            if entry.text == old:
                return replace_sentence(text, entry.line, entry.written, new)
        raise document.NotThere("rules", old)

    return change


def listed(section, change):
    return lambda text: put_list(text, section, change(document.entries(text, section)))


def hours(change):
    def edit(text):
        one = next(found for found in document.entries(text, "providers") if found["id"] == "chen")
        return put(text, "providers", "chen", {"hours": change(one["hours"])})

    return edit


def replaced(old, new):
    """One item of a list by another, wherever it stands."""

    def change(items):
        if old not in items:
            raise document.NotThere("a list", str(old))
        return [new if item == old else item for item in items]

    return change


def without(old):
    return lambda items: [item for item in replaced(old, old)(items) if item != old]


def options(change):
    def edit(text):
        one = next(found for found in document.entries(text, "intake") if found["id"] == "language")
        return put(text, "intake", "language", {"options": change(one["options"])})

    return edit


def template(t, id_, **change):
    return [{**one, **change} if one["id"] == id_ else one for one in document.mapping(t, "messages")["templates"]]


PARENT = {"who": "parent", "under age": 18, "may": ["see", "book", "cancel"]}
CARER = {"who": "carer", "may": ["see"]}
MONDAY = {"at": "downtown", "days": ["mon", "tue"], "from": "08:00", "to": "12:00"}
FRIDAY = {"at": "downtown", "days": ["fri"], "from": "13:00", "to": "17:00"}
BLOCK = {"at": "downtown", "days": ["thu"], "from": "08:00", "to": "10:00"}
EDITS = {
    "a name": named("locations", "downtown", "The old house"),
    "a provider's name": named("providers", "chen", "Dr. Chan"),
    "a visit's name": named("visit types", "procedure", "Surgery"),
    "an address": lambda t: put(t, "locations", "downtown", {"address": "1 River St"}),
    "a phone": lambda t: put(t, "locations", "oak-park", {"phone": "+1 312 555 0111"}),
    "a room more": lambda t: put(t, "locations", "oak-park", {"rooms": [{"id": "exam-9", "kind": "exam room"}]}),
    "a location more": lambda t: put(t, "locations", "lake", {"id": "lake", "name": "Lake"}),
    "a payer more": lambda t: put(t, "payers", "bcbs", {"id": "bcbs", "name": "Blue Cross"}),
    "another payer more": lambda t: put(t, "payers", "humana", {"id": "humana", "name": "Humana"}),
    "a payer less": lambda t: remove(t, "payers", "cigna"),
    "payers in another order": lambda t: move(t, "payers", "cigna", 0),
    "a visit in Spanish": lambda t: put(t, "visit types", "procedure", {"es": {"name": "Cirugía"}}),
    "a visit's Spanish less": lambda t: put(t, "visit types", "follow-up", {"es": {"description": None}}),
    "a question moved": lambda t: move(t, "intake", "walks", 0),
    "a question asked otherwise": lambda t: put(t, "intake", "walks", {"ask": "Can you walk?"}),
    "a question less": lambda t: remove(t, "intake", "walks"),
    "an option more": options(lambda items: [*items, "Arabic"]),
    "an option less": options(without("Spanish")),
    "a proxy line more": listed("proxies", lambda rows: [*rows, {"who": "patient", "under age": 12, "may": []}]),
    "a proxy line changed": listed("proxies", replaced(PARENT, {**PARENT, "under age": 16})),
    "another proxy line changed": listed("proxies", replaced(CARER, {**CARER, "may": ["see", "book"]})),
    "a proxy line less": listed("proxies", without(CARER)),
    "hours more": hours(lambda blocks: [*blocks, BLOCK]),
    "first hours changed": hours(replaced(MONDAY, {**MONDAY, "from": "09:00"})),
    "last hours changed": hours(replaced(FRIDAY, {**FRIDAY, "to": "16:00"})),
    "hours less": hours(without(MONDAY)),
    "a reminder less": lambda t: put_mapping(t, "messages", {"reminders": ["24 hours"]}),
    "quiet hours": lambda t: put_mapping(t, "messages", {"quiet hours": {"from": "20:00", "to": "08:00"}}),
    "a template's text": lambda t: put_mapping(t, "messages", {"templates": template(t, "reminder", text="Tomorrow")}),
    "another template's text": lambda t: put_mapping(
        t, "messages", {"templates": template(t, "booked", text="Until then")}
    ),
    "the waitlist's order": lambda t: put_mapping(t, "waitlist", {"order": "most urgent"}),
    "how long offers are kept": lambda t: put_mapping(t, "waitlist", {"keep offers": "1 hour"}),
    "due visits": lambda t: put_mapping(t, "recalls", {"invite": "6 weeks ahead"}),
    "reasons": lambda t: put_mapping(t, "reasons", {"cancel": [{"say": "Ill"}]}),
    "reasons changed": lambda t: put_mapping(t, "reasons", {"decline": [{"say": "Full"}]}),
    "the practice's phone": lambda t: put_mapping(t, "practice", {"phone": "+1 312 555 0199"}),
    "the practice's e-mail": lambda t: put_mapping(t, "practice", {"email": "desk@birch.example"}),
    "a rule more": added("Book visits at most 60 days ahead."),
    "a rule more of a family that is there": added("Follow-up visits take 20 minutes."),
    "another closure": added("The practice is closed on January 1."),
    "a rule changed": sentence("Visits take 30 minutes.", "Visits take 25 minutes."),
    "a rule changed otherwise": sentence("Visits take 30 minutes.", "Visits take 35 minutes."),
    "a rule less": sentence("Procedures take 60 minutes.", ""),
    "a rule about somebody less": sentence("Visits with Dr. Chen take 40 minutes.", ""),
    "a remark": lambda t: t.replace("# the old house", "# the old house, of 1911"),
    "a remark in the rules": lambda t: t.replace("# Who\n", "# Who does what\n"),
}
