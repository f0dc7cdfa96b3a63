"""What is odd about a practice file that can be read: its rules and hours (`availability.findings`), and what its questions and rules make of answers.

Nothing here stops a file from being published.  A question that depends on itself is a fault (`file.intake`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from ..availability.engine import Engine
from ..availability.findings import Finding, Place, every_visit, findings
from ..availability.overruled_values import narrower_everywhere
from ..availability.strangers import passed_by_strangers
from ..rules.conditions import Clause
from ..rules.conditions.answers import FieldCompares, FieldIs, FieldMentions, FieldMissing
from ..rules.conditions.base import Condition
from ..rules.facts import Facts, Visit
from ..rules.families.distance import BORN, FromDate
from ..rules.rule import RestrictingRule, ValuedRule
from ..rules.words import normal
from .file import PracticeFile, Question, document
from .file.messages import WORDS
from .odd_invitations import odd_invitations
from .odd_papers import odd_papers

ON_RECORD = frozenset(
    {"name", "date-of-birth", "phone", "email", "member-id", "insurance", "reason"}
)  # always known or asked first
BUILT_IN_KINDS = {
    "interpreter": "yes/no",
    "insurance-card": "document",
}  # how a field is asked that has no question of its own
CLOSED = ("choice", "several choices", "yes/no", "document", "number", "date")
FREE = ("text", "long text", "address")
MOST = 3  # visits named

Why = tuple[str, tuple[tuple[str, str], ...]]  # what is said, with `%(name)s` where one of the names stands


def findings_in_file(file: PracticeFile, today: dt.date) -> list[Finding]:
    """Everything odd: rules, visits and hours, then answers that rules wait for in vain, then questions.  `today`: the practice's local date."""
    all_findings = [
        *findings(file.setup, today),
        *_rules_in_vain(file),
        *_outdone(file),
        *_strangers(file),
        *(Finding("plans", *odd) for odd in odd_invitations(file, every_visit(file.setup), today)),
        *_papers(file),
        *_questions(file),
        *_for_nobody(file),
    ]
    return [replace(finding, places=_places(file, finding)) for finding in all_findings]


def _places(file: PracticeFile, finding: Finding) -> tuple[Place, ...]:
    """The sentence or the entry that it is about, then those that make it so; each with its line."""
    rules = file.setup.book.entries
    about = [Place(rule.line, rule.text) for rule in rules if rule.line == finding.line][:1]
    if finding.entry is not None:
        about = [Place(document.line_of(file.text, *finding.entry), _name_of(file, *finding.entry))]
    causes = [text for text in finding.because if not about or text != about[0].text or finding.kind == "twice"]
    lines = {
        text: next((rule.line for rule in rules if rule.text == text and rule.line != finding.line), None)
        for text in causes
    }
    return (*about, *(Place(lines[text], text) for text in causes))


def _name_of(file: PracticeFile, section: str, id_: str) -> str:
    """As the file calls an entry."""
    if section == "intake":
        question = file.question(id_)
        return question.ask if question is not None else id_
    if section == "providers":
        return file.setup.providers[id_].name
    return file.setup.visit_types[id_].name


# Values that no answer can have -------------------------------------------------------------------------------


def _rules_in_vain(file: PracticeFile) -> Iterator[Finding]:
    """Rules whose condition waits for an answer that the question cannot be given."""
    for entry in file.setup.book.entries:
        for clause in entry.rule.when.clauses:
            wrong = _clause_in_vain(file, clause)
            if wrong is not None:
                yield Finding("never applies", wrong[0], entry.line, (), wrong[1])
                break
        if isinstance(entry.rule, FromDate) and not _is_a_date(file, entry.rule.field):
            names = (("question", _said(file, entry.rule.field)),)
            yield Finding("never applies", "“%(question)s” is not answered with a date.", entry.line, (), names)


def _is_a_date(file: PracticeFile, field: str) -> bool:
    question = file.question(field)
    return field == BORN or (question is not None and question.kind == "date")


def _outdone(file: PracticeFile) -> Iterator[Finding]:
    """Values that wait for an answer, where a narrower sentence wins for every visit on whose form that is asked."""
    engine, visits = Engine(file.setup), every_visit(file.setup)
    for entry in file.setup.book.entries:
        rule = entry.rule
        asked = [
            condition.field
            for condition in rule.when.conditions
            if isinstance(condition, FieldIs | FieldMentions | FieldCompares)
        ]
        asked = [field for field in asked if field not in ON_RECORD]
        if not asked or not isinstance(rule, ValuedRule):
            continue
        covered = [visit for visit in visits if rule.covers(visit)]
        there = [visit for visit in covered if all(_is_asked(file, field, visit.type) for field in asked)]
        if there and len(there) < len(covered) and (narrower := narrower_everywhere(rule, engine, there)):
            shape = "Where “%(question)s” is asked, narrower sentences always win."
            yield Finding("never decides", shape, entry.line, narrower, (("question", _said(file, asked[0])),))


def _strangers(file: PracticeFile) -> Iterator[Finding]:
    """What looks back on visits, where whoever books without signing in has none."""
    for entry, by in passed_by_strangers(file.setup, every_visit(file.setup)):
        shape = "Who books without signing in has no history here, so this never holds for them. Add “when the patient is established” to the sentence by which they book: then they send a request first, and you see whose it is."
        yield Finding("strangers", shape, entry.line, by[:MOST])


def _papers(file: PracticeFile) -> Iterator[Finding]:
    """Papers that are due, or hold, and that nobody is asked for."""
    for shape, field, line in odd_papers(file, every_visit(file.setup), _is_asked):
        yield Finding("papers", shape, line, (), (("question", _said(file, field)),))


def _clause_in_vain(file: PracticeFile, clause: Clause) -> Why | None:
    """What keeps it from ever holding: one condition, or where any of them will do, each; what is denied can only be so less often."""
    wrong = [_in_vain(file, condition) for condition in clause.conditions]
    causes = [why for why in wrong if why is not None]
    return causes[0] if causes and not clause.unless and (not clause.any_of or None not in wrong) else None


def _in_vain(file: PracticeFile, condition: Condition) -> Why | None:
    """What keeps the condition from ever holding; None where something can be answered for which it does, as anything else than a value."""
    if not isinstance(condition, FieldIs | FieldMentions) or (isinstance(condition, FieldIs) and condition.negated):
        return None
    question = file.question(condition.field)
    kind = question.kind if question is not None else BUILT_IN_KINDS.get(condition.field, "")
    options = question.options if question is not None else ()
    texts = condition.values if isinstance(condition, FieldIs) else condition.phrases
    names = (("question", _said(file, condition.field)), ("value", texts[0]))
    if kind in FREE and isinstance(condition, FieldIs):
        return "“%(question)s” is answered in people's own words: hardly anybody writes exactly “%(value)s”.", names
    if kind not in CLOSED or any(_possible(condition, text, kind, options) for text in texts):
        return None
    if kind in ("choice", "several choices"):
        return "“%(value)s” is not among the options of “%(question)s”.", names
    if kind == "document":
        return "“%(question)s” is answered with a file: it is there or missing, and never “%(value)s”.", names
    if kind == "yes/no":
        return "“%(question)s” is answered with yes or no, and never “%(value)s”.", names
    return "“%(question)s” is answered with a number or a date as digits, and never “%(value)s”.", names


def _possible(condition: FieldIs | FieldMentions, text: str, kind: str, options: tuple[str, ...]) -> bool:
    """Whether an answer of that kind is that text, or mentions it."""
    value = normal(text).strip()
    alone = (
        FieldIs(condition.field, (text,)) if isinstance(condition, FieldIs) else FieldMentions(condition.field, (text,))
    )
    match kind:
        case "yes/no":
            answers = ["yes", "no"]
        case "choice":
            answers = list(options)
        case "several choices" if isinstance(condition, FieldIs):
            known = {normal(option).casefold() for option in options}
            return all(normal(part).strip().casefold() in known for part in value.split(","))
        case "several choices":
            answers = list(options)
        case "number":
            return value.isascii() and value.isdigit()
        case "date":
            return (
                _is_date(value) if isinstance(condition, FieldIs) else bool(value) and set(value) <= set("0123456789-")
            )
        case _:
            answers = []  # a file
    return any(alone.holds(Facts(answers={condition.field: answer})) for answer in answers)


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# Messages of nobody's visit ------------------------------------------------------------------------------------


def _for_nobody(file: PracticeFile) -> Iterator[Finding]:
    """The practice's own words of a visit that do not say whose it is, where several people are reached at one address."""
    for id_ in dict.fromkeys(id_ for id_, _language in file.messages.templates):
        own = [template for (other, _language), template in file.messages.templates.items() if other == id_]
        said = [text for template in own for text in (template.email, template.text) if text]
        if "for_whom" in WORDS[id_] and any("{for_whom}" not in text for text in said):
            shape = "The message “%(message)s” tells of a visit and does not say whose it is: write {for_whom} where that stands in a sentence, as in “an appointment{for_whom}”."
            yield Finding("message", shape, None, (), (("message", id_),))


# Questions that depend on others --------------------------------------------------------------------------------


def _questions(file: PracticeFile) -> Iterator[Finding]:
    """Questions that are shown by an answer that comes later, is not asked, or cannot be given."""
    for question in file.intake:
        for condition in question.shown.conditions:
            if not isinstance(condition, FieldIs | FieldMentions | FieldCompares | FieldMissing):
                continue
            wrong = _in_vain(file, condition)
            if wrong is not None:
                yield _about(question, wrong[0], wrong[1])
            yield from _not_asked(file, question, condition)
            if _comes_later(file, question, condition.field):
                shape = "It depends on “%(question)s”, which is asked after it."
                yield _about(question, shape, (("question", _said(file, condition.field)),))


def _about(question: Question, shape: str, names: tuple[tuple[str, str], ...]) -> Finding:
    return Finding("question", shape, None, (question.ask,), names, ("intake", question.id))


def _not_asked(
    file: PracticeFile, question: Question, condition: FieldIs | FieldMentions | FieldCompares | FieldMissing
) -> Iterator[Finding]:
    """An answer that is not asked for stays missing: then what waits for one is never shown."""
    if isinstance(condition, FieldMissing) or condition.field in ON_RECORD or condition.field == "referral":
        return
    without = [visit for visit in sorted(question.visits or ()) if not _is_asked(file, condition.field, visit)]
    if without:
        visits = ", ".join(file.setup.visit_types[visit].name for visit in without[:MOST])
        names = (("question", _said(file, condition.field)), ("visits", visits + (" …" if len(without) > MOST else "")))
        yield _about(question, "It depends on “%(question)s”, which is not asked for: %(visits)s.", names)


def _is_asked(file: PracticeFile, field: str, visit: str) -> bool:
    """Whether the form of that visit has it, or a rule needs it there."""
    question = file.question(field)
    if question is not None and question.visits is not None and visit in question.visits:
        return True
    return any(
        isinstance(entry.rule, RestrictingRule) and field in entry.rule.fields_asked and entry.rule.covers(somewhere)
        for entry in file.setup.book.entries
        for provider in file.setup.providers.values()
        for somewhere in (Visit(visit, provider.id, location) for location in provider.locations)
    )


def _comes_later(file: PracticeFile, question: Question, field: str) -> bool:
    """Whether its form asks the one that it depends on afterwards: further down, or only after the form, where a rule needs it."""
    if field in ON_RECORD or field == question.id:
        return False
    order = [
        asked.id
        for asked in file.intake
        if asked.visits is not None and (question.visits or frozenset()) & asked.visits
    ]
    if field in order:
        return order.index(field) > order.index(question.id)
    return any(_is_asked(file, field, visit) for visit in question.visits or ())


def _said(file: PracticeFile, field: str) -> str:
    question = file.question(field)
    return question.ask if question is not None and question.ask else field.replace("-", " ")
