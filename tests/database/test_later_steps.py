"""What the steps after a database of before change in its rows, value by value.

The dump has no such rows of its own: they are written here, in the schema of that time, for the made-up people in it.
"""

import json
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from tests.conftest import superuser
from tests.database.test_schema import earlier, migrate, of_before  # noqa: F401  (fixtures)

pytestmark = pytest.mark.slow

LATER = "2036-01-07T15:00:00Z"


def insert(root, table, like="", **values) -> UUID:
    """A row with these values; the others as those of the first row that is `like` that, or the table's own."""
    values = {"id": uuid4(), **values}
    if like:
        own = "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
        columns = root.execute(own, [table]).fetchone()[0]
        new = f"SELECT (jsonb_populate_record(t, %s::jsonb)).* FROM {table} t WHERE {like} ORDER BY t.id LIMIT 1"
        sql = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM ({new}) AS new"
        assert root.execute(sql, [json.dumps(values, default=str)]).rowcount == 1
    else:
        names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
        root.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))
    return values["id"]


def value(root, table, column, key):
    return root.execute(f"SELECT {column} FROM {table} WHERE id = %s", [key]).fetchone()[0]


@dataclass
class Rows:
    """The keys of what is open in the database of before."""

    proposed: UUID
    chosen: UUID
    entry: UUID
    got: UUID
    broken: UUID
    fits: UUID
    both_known: UUID
    one_known: UUID
    said: UUID
    own: UUID
    request: UUID
    merges: tuple[UUID, UUID]
    asked: UUID
    typed: UUID
    own_words: tuple[UUID, UUID]
    of_another: UUID


def patient(root, practice, **values) -> UUID:
    own = {"email": "", "phone": "", "same_as_id": None, "self_registered": False, "confidential_contact": ""}
    return insert(root, "people_patient", f"practice_id = '{practice}'", **{**own, **values})


def merged(root, practice, kept, **before) -> UUID:
    """With a record that was established, and had no visit."""
    gone = patient(root, practice, first_name="Bea", last_name="Dias", established=True, same_as_id=kept)
    more = {"state": "merged", "created_at": "2026-11-28", "by": "Dana Wells"}
    moved = json.dumps({"appointment": []})
    return insert(root, "booking_merge", practice_id=practice, kept_id=kept, gone_id=gone, moved=moved, before=json.dumps(before), **more)  # fmt: skip


def proposed(root, practice, appointment, number) -> UUID:
    hold = held(root, appointment, number)
    more = {"state": "proposed", "reason": "", "expires_at": LATER, "created_at": "2026-11-28"}
    insert(root, "booking_proposal", practice_id=practice, appointment_id=appointment, hold_id=hold, **more)
    return hold


def held(root, appointment, number) -> UUID:
    more = {"state": "held", "number": number, "replaces_id": appointment, "hold_expires_at": LATER, "request_id": None}
    return insert(root, "booking_appointment", f"id = '{appointment}'", **more)


def accepted(root, practice, like, number=99003, whose=None) -> tuple[UUID, UUID]:
    """Somebody waited, was offered a time, and has accepted it: their entry, and the time; `whose`: it became another's since."""
    entry = root.execute("SELECT id FROM booking_waitlistentry WHERE state = 'waiting' ORDER BY id").fetchone()[0]
    who = whose or value(root, "booking_waitlistentry", "patient_id", entry)
    got = insert(root, "booking_appointment", f"id = '{like}'", number=number, patient_id=who, request_id=None)
    more = {"state": "offered", "expires_at": LATER, "created_at": "2026-11-28"}
    offer = insert(root, "booking_waitlistoffer", practice_id=practice, entry_id=entry, hold_id=got, **more)
    root.execute("UPDATE booking_waitlistoffer SET state = 'accepted' WHERE id = %s", [offer])
    for state in ("offered", "booked"):
        root.execute("UPDATE booking_waitlistentry SET state = %s WHERE id = %s", [state, entry])
    return entry, got


def own_reasons(root, like) -> tuple[UUID, UUID]:
    """Two visits that were canceled for a reason of the practice's own, in each language; the first word was typed as it came."""
    own = "reasons:\n  cancel:\n    - {say: The roof leaks, es: Gotea el techo, means: not free}\n    - {say: Moved away}\n"
    changed = (
        "UPDATE practice_policy SET text = replace(text, E'reasons:\n', %s) WHERE state = 'published' AND text LIKE %s"
    )
    root.execute("SET session_replication_role = replica")  # what was in force is not changed otherwise
    assert root.execute(changed, [own, "%\nreasons:\n%"]).rowcount == 1
    root.execute("RESET session_replication_role")
    there = []
    for number, reason in ((99004, "the ROOF leaks "), (99005, "Gotea el techo")):
        one = insert(root, "booking_appointment", f"id = '{like}'", number=number, request_id=None)
        root.execute("UPDATE booking_appointment SET state = 'cancelled', reason = %s WHERE id = %s", [reason, one])
        there.append(one)
    return there[0], there[1]


def said(root, who, asked_by, number) -> UUID:
    """A number that was given with a request, and stood on the record since."""
    request = insert(
        root, "intake_request", "TRUE", patient_id=who, asked_by=asked_by, number=number, state="requested"
    )
    phone = value(root, "people_patient", "phone", who)
    insert(root, "audit_entry", "TRUE", **{**entry_of("system", None, "patient.said", "patient", who), "changes": {"phone": ["", phone]}})  # fmt: skip
    insert(root, "audit_entry", "TRUE", **{**entry_of("patient", who, "request.submit", "request", request), "changes": {}})  # fmt: skip
    return request


def entry_of(kind, actor, action, thing, key):
    return {"actor_kind": kind, "actor_id": actor, "action": action, "thing_kind": thing, "thing_id": key}


@pytest.fixture
def before(earlier):  # noqa: F811
    with superuser(earlier) as root:
        practice = root.execute("SELECT id FROM tenancy_practice").fetchone()[0]
        root.execute(
            "SELECT set_config('frontdesk.practice', %s, false)", [str(practice)]
        )  # the trail is a chain of it
        to_come = root.execute("SELECT id, patient_id FROM booking_appointment WHERE state = 'booked' ORDER BY start DESC, id LIMIT 5")  # fmt: skip
        (must_move, who), (beside, _), (fits, _), (asked, _), (typed, _) = to_come.fetchall()
        looked = "UPDATE booking_appointment SET checked_id = policy_id WHERE id IN (%s, %s) AND policy_id IS NOT NULL"
        assert root.execute(looked, [must_move, fits]).rowcount == 2
        for one, why in ((asked, "The patient asked"), (typed, "Dr. Chen wants it so")):
            root.execute("UPDATE booking_appointment SET state = 'cancelled', reason = %s WHERE id = %s", [why, one])
        entry, got = accepted(root, practice, fits)
        of_another, _ = accepted(root, practice, fits, 99006, whose=who)
        insert(root, "intake_task", "TRUE", kind="broken", thing_kind="appointment", thing_id=must_move, patient_id=who, state="open", outcome="", done_at=None, done_by="", settled_with=None)  # fmt: skip
        knew = [patient(root, practice, first_name="Ana", last_name="Diaz", established=True) for _ in range(2)]
        merges = (merged(root, practice, knew[0]), merged(root, practice, knew[1], established=[False, True]))
        acted = patient(root, practice, first_name="Cleo", last_name="Diaz", phone="+13125550171")
        alone = patient(root, practice, first_name="Dora", last_name="Diaz", phone="+13125550172")
        request = said(root, acted, "pat@example.org", 99101)
        said(root, alone, "", 99102)
        hold = proposed(root, practice, must_move, 99001)
        yield (
            earlier,
            Rows(
                hold,
                held(root, beside, 99002),
                entry,
                got,
                must_move,
                fits,
                *knew,
                acted,
                alone,
                request,
                merges,
                asked,
                typed,
                own_reasons(root, fits),
                of_another,
            ),
        )


def test_what_is_open_is_brought_along(before):
    name, rows = before
    with superuser(name) as root:
        assert value(root, "booking_appointment", "checked_id", rows.broken) is not None
        looked_at = value(root, "booking_appointment", "checked_id", rows.fits)
        assert looked_at is not None
    done = migrate(name)
    assert done.returncode == 0, done.stderr
    with superuser(name) as root:
        assert value(root, "booking_appointment", "proposed", rows.proposed) is True
        assert value(root, "booking_appointment", "proposed", rows.chosen) is False
        assert value(root, "booking_waitlistentry", "got_id", rows.entry) == rows.got
        assert value(root, "booking_waitlistentry", "got_id", rows.of_another) is None
        assert value(root, "booking_appointment", "checked_id", rows.broken) is None  # looked at once more
        assert value(root, "booking_appointment", "checked_id", rows.fits) == looked_at
        assert value(root, "people_patient", "phone", rows.said) == ""
        assert value(root, "people_patient", "phone", rows.own) == "+13125550172"
        kept = root.execute("SELECT field, value FROM intake_answer WHERE request_id = %s AND field = 'phone'", [rows.request])  # fmt: skip
        assert kept.fetchall() == [("phone", "+13125550171")]
        trail = root.execute("SELECT action, changes FROM audit_entry WHERE thing_id = %s ORDER BY number DESC", [rows.said])  # fmt: skip
        assert trail.fetchone() == ("patient.contact_moved", {"phone": ["+13125550171", ""]})
        for one, merge in zip((rows.both_known, rows.one_known), rows.merges, strict=True):
            assert value(root, "people_patient", "known_before", one) is True
            assert value(root, "booking_merge", "before", merge)["known_before"] == [False, True]
        assert not value(root, "people_patient", "known_before", rows.own)
        assert value(root, "booking_appointment", "means", rows.asked) == "patient"
        assert value(root, "booking_appointment", "means", rows.typed) == ""  # nothing says what was meant
        assert [value(root, "booking_appointment", "means", one) for one in rows.own_words] == ["not free", "not free"]


@pytest.mark.endurance
def test_what_they_accepted_is_known_whichever_version_made_the_column(of_before):  # noqa: F811
    """The last version of before made it and looked in no practice."""
    with superuser(of_before) as root:
        practice = root.execute("SELECT id FROM tenancy_practice").fetchone()[0]
        (like,) = root.execute("SELECT id FROM booking_appointment WHERE state = 'booked' ORDER BY id LIMIT 1").fetchone()  # fmt: skip
        entry, got = accepted(root, practice, like)
        root.execute("UPDATE booking_appointment SET patient_id = (SELECT patient_id FROM booking_waitlistentry WHERE id = %s) WHERE id = %s", [entry, got])  # fmt: skip
    assert migrate(of_before).returncode == 0
    with superuser(of_before) as root:
        assert value(root, "booking_waitlistentry", "got_id", entry) == got


@pytest.mark.endurance
def test_who_was_never_asked_about_messages_is_known(earlier):  # noqa: F811
    """Where anybody said yes or no, it stands as it was for all who share that; nothing is concluded from silence."""
    numbers = {"agreed": "+13125550181", "stopped": "+13125550182", "silent": "+13125550183", "empty": ""}
    with superuser(earlier) as root:
        practice = root.execute("SELECT id FROM tenancy_practice").fetchone()[0]
        root.execute("SELECT set_config('frontdesk.practice', %s, false)", [str(practice)])
        who = {name: patient(root, practice, first_name="Eve", phone=phone) for name, phone in numbers.items()}
        kept = patient(root, practice, first_name="Fay", phone=numbers["silent"], confidential_contact="fay@example.org", email="f@example.org")  # fmt: skip
        shares = patient(root, practice, first_name="Gil", phone=numbers["agreed"], email="gil@example.org")
        for name, given in (("agreed", True), ("stopped", False)):
            more = {"channel": "text", "given": given, "how": "x", "at": "2026-11-01"}
            insert(root, "messaging_consent", practice_id=practice, contact=numbers[name], **more)
    done = migrate(earlier)
    assert done.returncode == 0, done.stderr
    with superuser(earlier) as root:
        found = {name: value(root, "people_patient", "not_agreed_to", key) for name, key in who.items()}
        assert found == {"agreed": [], "stopped": [], "silent": [numbers["silent"]], "empty": []}
        assert value(root, "people_patient", "not_agreed_to", kept) == [numbers["silent"], "f@example.org", "fay@example.org"]  # fmt: skip
        assert value(root, "people_patient", "not_agreed_to", shares) == ["gil@example.org"]


@pytest.mark.endurance
def test_a_yes_that_is_older_than_a_record_was_said_for_somebody_else(earlier):  # noqa: F811
    """Nobody is written to by a yes that cannot be theirs; where it may be, no message is lost."""
    shared, alone, since = "+13125550191", "+13125550192", "+13125550193"
    with superuser(earlier) as root:
        practice = root.execute("SELECT id FROM tenancy_practice").fetchone()[0]
        root.execute("SELECT set_config('frontdesk.practice', %s, false)", [str(practice)])

        def record(name, created, phone=shared, **more):
            own = {"first_name": name, "last_name": "Kowalski", "birth_date": "1950-04-02", **more}
            return patient(root, practice, phone=phone, created_at=created, **own)

        def yes(contact, at):
            insert(root, "messaging_consent", practice_id=practice, contact=contact, channel="text", given=True, how="x", at=at)  # fmt: skip

        walter, milton = record("Walter", "2026-01-01"), record("Milton", "2026-03-01")
        again = record("Walter", "2026-03-02")
        child = record("Mia", "2026-03-03", birth_date="2020-01-01")
        kept = record("Zoe", "2026-03-04")
        record("Zoë", "2025-12-01", same_as_id=kept)
        only = record("Una", "2026-03-05", alone)
        both = [record("Vera", "2026-01-01", since), record("Willa", "2026-03-01", since)]
        for contact, at in (
            (shared, "2026-02-01"),
            (alone, "2026-02-01"),
            (since, "2026-02-01"),
            (since, "2026-04-01"),
        ):
            yes(contact, at)
    done = migrate(earlier)
    assert done.returncode == 0, done.stderr
    with superuser(earlier) as root:
        assert value(root, "people_patient", "not_agreed_to", milton) == [shared]
        for one in (walter, again, child, kept, only, *both):
            assert value(root, "people_patient", "not_agreed_to", one) == []


def test_a_record_that_somebody_made_is_theirs_by_what_they_proved(earlier):  # noqa: F811
    """Nobody who asked for a child is shut out of what they asked; what was typed beside it opens nothing by itself."""
    proved, typed = "+13125550194", "rosa@example.net"
    with superuser(earlier) as root:
        practice = root.execute("SELECT id FROM tenancy_practice").fetchone()[0]
        root.execute("SELECT set_config('frontdesk.practice', %s, false)", [str(practice)])
        made = patient(
            root,
            practice,
            first_name="Mia",
            last_name="Quux",
            birth_date="2016-01-01",
            phone=proved,
            phone_of="parent",
            email=typed,
            email_of="parent",
            self_registered=True,
        )
        created = {**entry_of("system", None, "patient.create", "patient", made), "changes": {"phone": ["", proved]}}
        insert(root, "audit_entry", "TRUE", **created)
    done = migrate(earlier)
    assert done.returncode == 0, done.stderr
    with superuser(earlier) as root:
        assert value(root, "people_patient", "phone_of", made) == "patient"
        assert value(root, "people_patient", "email_of", made) == "parent"
