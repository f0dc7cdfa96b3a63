"""Small made-up practices for tests, from the text of a practice file."""

from __future__ import annotations

import datetime as dt
from textwrap import dedent, indent

from frontdesk.availability.clock import day
from frontdesk.availability.engine import Engine
from frontdesk.availability.explain import explain
from frontdesk.availability.model import Wanted, instant_of
from frontdesk.practice.file import PracticeFile, read
from frontdesk.rules.facts import Facts

BASE = """\
practice: {{name: Cedar, timezone: {zone}}}
locations:
  - id: downtown
    name: Downtown
    rooms:
      - {{id: exam-1, kind: exam room}}
      - {{id: exam-2, kind: exam room{of_exam_2}}}
      - {{id: us-1, kind: ultrasound machine}}
  - {{id: north, name: North}}
payers:
  - {{id: medicaid, name: Medicaid}}
  - {{id: medicare, name: Medicare}}
  - {{id: aetna, name: Aetna}}
visit types:
  - {{id: new-patient, name: New patient visit}}
  - {{id: follow-up, name: Follow-up visit}}
  - {{id: procedure, name: Procedure}}
  - {{id: ultrasound, name: Ultrasound}}
  - {{id: well-child, name: Well-child visit}}
  - {{id: counseling, name: Substance use counseling, sensitive: true}}
  - {{id: same-day, name: Same-day visit}}
  - {{id: class, name: Diabetes class}}
  - {{id: flu-shot, name: Flu shot}}
providers:
  - id: chen
    name: Dr. Chen
    npi: "1234567893"
    team: [lee]
    hours:
{hours}
  - id: lee
    name: Dr. Lee
    hours:
      - {{at: north, days: [mon, tue, wed, thu, fri], from: "08:00", to: "12:00"}}
  - {{id: park, name: Dr. Park}}
{nurses}
rules: |
{rules}
appointments:
{appointments}
"""

NURSES = """\
  - id: ortiz
    name: Nurse Ortiz
    kind: nurse
    hours:
      - {at: downtown, days: [mon, tue, wed, thu, fri, sun], from: "00:30", to: "03:50"}
      - {at: downtown, days: [mon, tue, wed, thu, fri], from: "08:00", to: "11:00"}
  - id: nguyen
    name: Nurse Nguyen
    kind: nurse
    hours:
      - {at: downtown, days: [mon], from: "08:00", to: "12:00", only: [follow-up, new-patient]}
      - {at: north, days: [tue], from: "13:00", to: "23:00"}
"""
HOURS = '- {at: downtown, days: [mon, tue, wed, thu, fri], from: "08:00", to: "12:00"}'


def practice(
    rules: str = "",
    hours: str = HOURS,
    appointments: str = "",
    zone: str = "America/Chicago",
    nurses: bool = False,
    of_exam_2: str = "",
) -> PracticeFile:
    """A practice with Dr. Chen's hours, rules and appointments as given; Monday is 2026-11-30.  `of_exam_2`: the hours of that room."""
    return read(
        BASE.format(
            zone=zone,
            nurses=NURSES if nurses else "",
            of_exam_2=f", hours: {of_exam_2}" if of_exam_2 else "",
            hours=indent(dedent(hours).strip(), " " * 6),
            rules=indent(dedent(rules).strip() or "# none", "  "),
            appointments=indent(dedent(appointments).strip() or "[]", "  "),
        )
    )


NOW = dt.datetime(2026, 11, 25, 16, 0, tzinfo=dt.UTC)  # Wednesday, 10:00 in Chicago


def wanted(visit: str = "follow-up", now: dt.datetime = NOW, **more) -> Wanted:
    """A wish; `status` is the fact new or established, `patient` the id, all else are facts."""
    names = {name: more.pop(name) for name in ("providers", "locations", "patient") if name in more}
    if "status" in more:
        more["patient"] = more.pop("status")
    return Wanted(visit, now, Facts(**more), **names)


def offered(file: PracticeFile, want: Wanted | None = None, first: str = "2026-11-30", days: int = 1) -> list[str]:
    """The local starts on offer: 'Mon 08:00' with Dr. Chen unless the wish says otherwise."""
    want = want or wanted(providers=("chen",))
    engine = Engine(file.setup, file.appointments)
    found = engine.slots(want, dt.date.fromisoformat(first), days)
    zones = file.setup.locations
    return [f"{instant_of(slot.start, zones[slot.location].zone):%a %H:%M}" for slot in found]


def reasons(file: PracticeFile, start: str, want: Wanted | None = None, provider: str = "chen", at: str = "downtown"):
    """The reasons against a local start such as '2026-11-30T08:00'."""
    engine = Engine(file.setup, file.appointments)
    moment = dt.datetime.fromisoformat(start)
    minute = day(moment.date(), file.setup.locations[at].zone).instant(moment.hour * 60 + moment.minute)
    assert minute is not None
    return explain(engine, want or wanted(), provider, at, minute)


def kinds(found) -> list[str]:
    return [reason.kind for reason in found]
