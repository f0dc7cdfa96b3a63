"""Finding people: by what somebody says on the telephone, and records that may be the same person's."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.contrib.postgres.search import TrigramStrictWordSimilarity
from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Least
from django.utils.timezone import now
from django.utils.translation import gettext

from ..access.may import Actor
from ..access.query import query
from ..core.dates import written
from ..tenancy.context import read_once_on_a_page
from ..tenancy.together import all_with
from .contacts import folded
from .likeness import alike, births_near, part_alike
from .models import Patient, Proxy

ENOUGH = 5  # so many exact finds, and nobody looks for names that are nearly so
LIKE = 0.25  # how much of its trigrams a misspelt word has in common with the name (pg_trgm)
OLDEST = 1890  # nobody who is looked for was born before
LONGEST_DATE = 5  # words: 'Thursday, 27 de marzo 1980'
NUMERIC = re.compile(r"\+?[\d().\-/]*\d[\d().\-/]*|\+|x\d+", re.ASCII)


@dataclass
class Sought:
    """What a text asks for: dates of birth (each with every way to read it), digits of numbers, and words."""

    births: list[list[dt.date]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def sought(text: str) -> Sought:
    """Dates first, since they have spaces and hyphens too; then numbers, whose groups belong together; the rest is words."""
    wanted, left = Sought(), text.replace("\0", " ").split()[:20]
    while left:
        for size in range(min(LONGEST_DATE, len(left)), 0, -1):
            if days := _days(" ".join(left[:size])):
                wanted.births.append(days)
                left = left[size:]
                break
        else:
            size = next((at for at, word in enumerate(left) if not NUMERIC.fullmatch(word)), len(left))
            digits = re.sub(r"\D", "", "".join(left[:size]))
            if len(digits) >= 3:
                wanted.numbers.append(digits[1:] if len(digits) == 11 and digits[0] == "1" else digits)
            else:
                size = 1
                wanted.words.append(left[0])
            left = left[size:]
    return wanted


def _days(text: str) -> list[dt.date]:
    """Every day that a text can mean as a birth date, month first before day first."""
    numbers = written(text.strip(",;"))
    if numbers is None:
        return []
    today = now().date() + dt.timedelta(days=1)  # wherever they are
    days = (numbers.day(today, order, behind=True) for order in numbers.orders)
    return list(dict.fromkeys(day for day in days if day is not None and day.year >= 1000))


@query("patient.view")
def find(actor: Actor, text: str) -> QuerySet[Patient]:
    """Patients by every word, somewhere in their name, in any order; a birth date or a telephone number as people write them."""
    wanted = sought(text)
    patients = _with_numbers(Patient.objects.all(), wanted)
    begins: list[Case] = []
    for word in wanted.words:
        parts = folded(word).split()
        named = Q()
        for part in parts:
            # Two letters are somewhere in everybody's name: they must begin a part of it.
            start = Q(folded__startswith=part) | Q(folded__contains=f" {part}")
            named &= start if len(part) < 3 else Q(folded__contains=part)
            begins.append(Case(When(start, then=Value(0)), default=Value(1), output_field=IntegerField()))
        address = Q(email__startswith=word.lower()) | Q(member_id__in={word, word.upper()})
        patients = patients.filter(named | address if parts else address)
    return patients.order_by(*begins, "self_registered", "last_name", "first_name")


def _with_numbers(patients: QuerySet[Patient], wanted: Sought) -> QuerySet[Patient]:
    for days in wanted.births:
        patients = patients.filter(birth_date__in=days)
    for digits in wanted.numbers:
        patients = patients.filter(Q(phone__contains=digits) | Q(member_id__startswith=digits) | _born_in(digits))
    return patients


def _born_in(digits: str) -> Q:
    """A year of birth, where four digits can be one."""
    is_year = len(digits) == 4 and OLDEST <= int(digits) <= now().year
    return Q(birth_date__year=int(digits)) if is_year else Q(pk__in=())


def _exchanged(word: str) -> list[str]:
    """The word, and every one that two exchanged neighbors make of it: 'wiess' is typed for 'weiss'."""
    pairs = range(1, len(word) - 1) if len(word) > 3 else ()
    return [word, *(word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in pairs)]


def look_up(actor: Actor, text: str, most: int = 50) -> list[Patient]:
    """Patients as `find` has them, who begins with the words first; where few fit, names that are nearly so.

    Merged records are left out: who looks for them finds the one that was kept.
    """
    exact = list(find(actor, text).filter(same_as=None).select_related("payer")[:most])
    wanted = sought(text)
    words = [word for word in folded(" ".join(wanted.words)).split() if not word.isdigit()]
    if len(exact) >= ENOUGH or not words:
        return exact
    near = _with_numbers(Patient.objects.filter(same_as=None), wanted).exclude(pk__in=[patient.pk for patient in exact])
    # Hardly anybody mistypes the first letter of both names: only who shares one is compared, letter by letter.
    first = sorted({word[0] for word in words})
    near = near.filter(reduce(or_, (Q(folded__startswith=part) | Q(folded__contains=f" {part}") for part in first)))
    likeness = [TrigramStrictWordSimilarity(word, F("folded")) for word in words]
    slips = [reduce(or_, (Q(folded__contains=slip) for slip in _exchanged(word))) for word in words]
    slipped = list(near.filter(*slips).order_by("last_name").select_related("payer")[:20])
    near = near.exclude(pk__in=[patient.pk for patient in slipped]).annotate(
        likeness=Least(*likeness) if len(likeness) > 1 else likeness[0]
    )
    return (
        exact
        + slipped
        + list(near.filter(likeness__gte=LIKE).order_by("-likeness", "last_name").select_related("payer")[:20])
    )


def named_alike(actor: Actor, text: str, most: int = 10) -> list[Patient]:
    """Who has the name that was said, where the birth date or number that was said with it is another's: one of them is mistaken.

    Each says by `differs` what is: "birth" or "number".
    """
    wanted = sought(text)
    if not wanted.words or not (wanted.births or wanted.numbers):
        return []
    named = look_up(actor, " ".join(wanted.words), most)[:most]
    for patient in named:
        otherwise = any(patient.birth_date not in days for days in wanted.births)
        patient.differs = "birth" if otherwise else "number"  # type: ignore[attr-defined]
    return named


@dataclass(frozen=True)
class Match:
    """Another record that may be the same person, and what speaks for it; `strong` when birth date and name agree."""

    patient: Patient
    because: tuple[str, ...]
    strong: bool


def matches(patient: Patient, *, with_proxies: bool = False) -> list[Match]:
    """Records that may be the same person, the likeliest first.  Only staff see them, and only staff decide.

    `with_proxies`: each with who acts for them, by the same question.
    """
    likely = [match for other in _near(patient, with_proxies=with_proxies) if (match := _match(patient, other))]
    return sorted(likely, key=lambda match: (not match.strong, -len(match.because)))[:20]


@query("patient.view")
def look_alike(actor: Actor, patient: Patient, *, with_proxies: bool = False) -> list[Match]:
    """The same for a page that shows them."""
    return matches(patient, with_proxies=with_proxies)


def died_like(candidate: Patient) -> list[Patient]:
    """Records of the dead with the same name and birth date: a living second record of one of them is made by nobody who has not looked."""
    same = (
        patient
        for patient in _near(candidate)
        if patient.deceased_on is not None and patient.birth_date == candidate.birth_date
    )
    return [patient for patient in same if folded(patient.name) == folded(candidate.name)]


def _near(patient: Patient, *, with_proxies: bool = False) -> list[Patient]:
    """Records with a birth date that is nearly theirs, or with an address or number of theirs."""
    near = Q()
    if patient.birth_date:
        near |= Q(birth_date__in=births_near(patient.birth_date))
    for contact in filter(None, (patient.phone, patient.email)):
        near |= Q(email=contact) | Q(phone=contact)
    if not near:
        return []
    others = Patient.objects.filter(near, same_as=None).exclude(pk=patient.pk).order_by("created_at")
    lists = {"proxies": Proxy.objects.filter(patient=OuterRef("pk"))} if with_proxies else {}
    return read_once_on_a_page(f"near {patient.pk}", lambda: all_with(others, **lists))


def possible_duplicates(patient: Patient) -> list[Patient]:
    """The records of `matches`."""
    return [match.patient for match in matches(patient)]


def _match(patient: Patient, other: Patient) -> Match | None:
    """An address in common, a birth date and a part of the name, or both nearly."""
    same_name = folded(patient.name) == folded(other.name)
    names = same_name or alike(patient.name, other.name)
    same_last = bool(folded(patient.last_name)) and folded(patient.last_name) == folded(other.last_name)
    same_birth = patient.birth_date == other.birth_date
    near_birth = bool(patient.birth_date) and not same_birth and other.birth_date in births_near(patient.birth_date)
    shared = {patient.phone, patient.email} & {other.phone, other.email} - {""}
    part = same_birth and _a_part(patient, other)
    if not (shared or part or (names and (same_birth or near_birth))):
        return None
    because = [
        words
        for agrees, words in (
            (same_name, gettext("the name")),
            (names and not same_name, gettext("nearly the name")),
            (not names and same_last, gettext("the last name")),
            (same_birth, gettext("the birth date")),
            (near_birth, gettext("nearly the birth date")),
            (bool(patient.phone) and patient.phone == other.phone, gettext("the phone number")),
            (bool(patient.email) and patient.email == other.email, gettext("the email address")),
        )
        if agrees
    ]
    exchanged = near_birth and (patient.birth_date.month, patient.birth_date.day) == (
        other.birth_date.day,
        other.birth_date.month,
    )
    return Match(other, tuple(because), (same_birth and (names or len(because) > 2)) or (exchanged and names))


def _a_part(patient: Patient, other: Patient) -> bool:
    """Whether a given or a family name is, nearly, one of the other's; in either place, since people exchange them."""
    mine, theirs = (patient.first_name, patient.last_name), (other.first_name, other.last_name)
    return any(part_alike(part, name) for part in mine for name in theirs)
