"""What changes a practice's set-up: a new policy, published."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from django.db.models import Max, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext

from ..access.may import SYSTEM, Actor
from ..access.roles import DEFAULT, NAMES, STAFF_ROLES, holder
from ..audit.action import action
from ..core.events import raise_event
from ..core.refusals import Refusal
from ..people import lines
from ..people.models import Role, RolePermission
from ..rules.rule import Rule
from ..tenancy import current_practice
from ..tenancy.context import enter
from ..tenancy.models import RESERVED, Practice
from .base_version import bring_along
from .events import Published, Publishing
from .file import PracticeFile, examine, read
from .file.editing import with_sentence, without_sentence
from .file.sentences import replace_sentence
from .models import Entity, Location, Payer, Policy, Provider, Resource, VisitType
from .policies import published


class AddressTaken(Refusal):
    """There is a practice at that address already, or the address leads elsewhere."""

    code = "address_taken"

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__()

    @property
    def sentence(self) -> str:
        return gettext("/%(address)s/ is taken already; choose another web address.") % {"address": self.slug}


class NotItsOwn(Refusal):
    """A text that did not come from what is in force: publishing it would take others' changes back."""

    code = "not_its_own"

    @property
    def sentence(self) -> str:
        return gettext("The file did not come from the version that is in force: nothing was published.")


def load(
    file: PracticeFile, slug: str = "", note: str = "Loaded from a file", *, sample_of: Practice | None = None
) -> Practice:
    """Make the practice that a file describes, and never another one's next policy.  Inside a transaction; enters it.

    Raises AddressTaken.
    """
    practice = create_practice(file.setup.name, file.setup.zone.key, slug, sample_of=sample_of)
    made = Policy.objects.create(practice=practice, version=1, state="aside", text=file.text, note=note)
    publish(SYSTEM, made, file=file)
    practice.refresh_from_db()
    return practice


def load_over(practice: Practice, file: PracticeFile, *, over: Policy, note: str = "Loaded from a file") -> Practice:
    """Publish a file that was made from the version `over`, which must be in force.  Inside the practice.  Raises NotItsOwn."""
    lines.wait_for_rules()
    before = Policy.objects.filter(state="published").first()
    if before is None or before.pk != over.pk:
        raise NotItsOwn
    made = _made_over(before, file.text, note)
    publish(SYSTEM, made, file=file)
    practice.refresh_from_db()
    return practice


def create_practice(name: str, timezone: str, slug: str = "", *, sample_of: Practice | None = None) -> Practice:
    """A practice that has published nothing yet: its manager begins with a draft.  Inside a transaction; enters it.

    Raises AddressTaken.
    """
    slug = slug or slug_of(name)
    if not slug or slug in RESERVED or Practice.objects.filter(slug=slug).exists():
        raise AddressTaken(slug)
    practice = Practice.objects.create(slug=slug, name=name, timezone=timezone, sample_of=sample_of)
    enter(practice)
    _default_roles(practice)
    return practice


def free_address(slug: str) -> str:
    """That address, or with a number where it is taken."""
    taken = {*RESERVED, *Practice.objects.filter(slug__startswith=slug).values_list("slug", flat=True)}
    return next(candidate for candidate in (slug, *(f"{slug}-{n}" for n in range(2, 10_000))) if candidate not in taken)


@action("policy.publish")
def publish(actor: Actor, policy: Policy, *, file: PracticeFile) -> Policy:
    """Put a policy in force: from the next request on, everything is decided by it."""
    return put_in_force(actor, policy, file)


def put_in_force(actor: Actor, policy: Policy, file: PracticeFile, *, again: bool = False) -> Policy:
    """Called inside the action that decided it.  `again`: its text was in force earlier.

    What stands whatever a text says (`Publishing`) is put into it first.  Raises FileFaults where it cannot be read with that.
    """
    lines.wait_to_publish()
    written = policy.text
    raise_event(Publishing(policy, again))
    if policy.text != written:
        policy.revision, file = policy.revision + 1, read(policy.text)
    before = Policy.objects.filter(state="published").first()
    Policy.objects.filter(state="published").update(state="retired")
    policy.state, policy.published_at = "published", now()
    policy.published_by = policy.published_by or actor.name
    if (
        policy.version < next_version() - 1
    ):  # others were published since it was begun: versions are in order of publishing
        policy.version = next_version()
    kept = ["state", "published_at", "published_by", "version", "note", "text", "revision", "tell_places"]
    policy.save(update_fields=kept)
    bring_along(policy)
    Practice.objects.filter(pk=policy.practice_id).update(**_public(file))
    current_practice.forget()
    _sync(policy.practice, file)
    raise_event(Published(policy, before))
    return policy


def add_rule(practice: Practice, sentence: str, note: str) -> Policy:
    """Put one more sentence in force, called inside the action that decided it.  Raises FileFaults where it cannot be read."""
    return _changed(practice, lambda text: with_sentence(text, sentence, note), note)


def remove_rule(practice: Practice, rule: Rule, note: str) -> Policy:
    """Take a rule out of force again, called inside the action that decided it."""
    return _changed(practice, lambda text: without_rule(text, rule), note)


def without_rule(text: str, rule: Rule) -> str:
    """A text without that rule, however it is written there and whatever its people are called there by now."""
    practice_file, _faults = examine(text)
    for entry in practice_file.setup.book.entries if practice_file is not None else ():
        if entry.rule == rule:
            shorter = without_sentence(text, entry.written or entry.text)
            text = shorter if shorter != text else _taken_out(text, rule)
    return text


def _taken_out(text: str, rule: Rule) -> str:
    """The same where the sentence goes over several lines, or stands in one with others."""
    there = next((entry for entry in read(text).setup.book.entries if entry.rule == rule), None)
    return text if there is None else replace_sentence(text, there.line, there.written, "")


def _changed(practice: Practice, change: Callable[[str], str], note: str) -> Policy:
    lines.wait_for_rules()
    before = published()
    text = change(before.text)
    made = publish(SYSTEM, _made_over(before, text, note), file=read(text))
    # Who works on a draft has begun with what was in force: it must say this too, or publishing it would take it back.
    # Who began with what that said earlier brings both in.
    same = Policy.objects.filter(base=before, base_revision=before.revision)
    _change(same.filter(state__in=("draft", "scheduled", "aside")), change, made)
    return made


def _change(rows: QuerySet[Policy], change: Callable[[str], str], over: Policy) -> None:
    """They say it too and begin with `over`; and so does what is scheduled after one of them."""
    for row in rows.select_for_update(of=("self",)):
        was = row.revision
        row.text, row.revision = change(row.text), row.revision + 1
        row.begin_with(over)
        row.save(update_fields=["text", "base", "base_revision", "revision"])
        _change(Policy.objects.filter(state="scheduled", base=row, base_revision=was), change, row)


def _made_over(before: Policy, text: str, note: str) -> Policy:
    """The next version, of which the text was made from the one `before`."""
    made = Policy(practice=before.practice, version=next_version(), state="aside", text=text, note=note)
    made.begin_with(before)
    made.save(force_insert=True)
    return made


def _public(file: PracticeFile) -> dict[str, object]:
    """What of the file stands on the first page that anybody sees."""
    return {
        "name": file.setup.name,
        "timezone": file.setup.zone.key,
        "phone": file.phone,
        "email": file.email,
        "reply_days": file.reply_days,
    }


def _default_roles(practice: Practice) -> None:
    Role.objects.bulk_create(
        Role(practice=practice, code=code, name=NAMES[code], built_in=True) for code in STAFF_ROLES
    )
    RolePermission.objects.bulk_create(
        RolePermission(practice=practice, **holder(who), permission=permission)
        for who, permissions in DEFAULT.items()
        for permission in permissions
    )


def slug_of(name: str) -> str:
    """'Clínica Niño' → 'clinica-nino': letters without their accents, everything else a hyphen."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].rstrip("-")


def next_version() -> int:
    """The number of the next policy of this practice."""
    return (Policy.objects.aggregate(Max("version"))["version__max"] or 0) + 1


def _sync(practice: Practice, file: PracticeFile) -> None:
    """Rows for all that the file names; what it names no more stays, inactive, for the appointments that point to it."""
    setup = file.setup
    locations = _put(
        Location,
        practice,
        {
            location.id: {
                "name": location.name,
                "timezone": location.zone.key,
                "address": location.address,
                "phone": location.phone,
                "sensitive": location.sensitive,
            }
            for location in setup.locations.values()
        },
    )
    _put(
        Resource,
        practice,
        {
            f"{location.id}/{room.id}": {"name": room.id, "kind": room.kind, "location_id": locations[location.id].pk}
            for location in setup.locations.values()
            for room in location.resources
        },
    )
    _put(
        Provider,
        practice,
        {provider.id: {"name": provider.name, "npi": provider.npi} for provider in setup.providers.values()},
    )
    _put(
        VisitType,
        practice,
        {
            visit_type.id: {
                "name": visit_type.name,
                "sensitive": visit_type.sensitive,
                "description": visit_type.description,
            }
            for visit_type in setup.visit_types.values()
        },
    )
    _put(Payer, practice, {id_: {"name": name} for id_, name in setup.payers.items()})


def _put(model: type[Entity], practice: Practice, wanted: dict[str, dict[str, object]]) -> dict[str, Entity]:
    """Behind the line of the rules, where nobody else changes them: what is so already is not written."""
    there = {row.code: row for row in model._default_manager.filter(practice=practice)}
    gone = [row.pk for row in there.values() if row.active and row.code not in wanted]
    if gone:
        model._default_manager.filter(pk__in=gone).update(active=False)
    for code, values in wanted.items():
        row = there.get(code)
        if row is not None and any(getattr(row, name) != value for name, value in {**values, "active": True}.items()):
            for name, value in {**values, "active": True}.items():
                setattr(row, name, value)
            row.save(update_fields=[*values, "active"])
    new = [model(practice=practice, code=code, **values) for code, values in wanted.items() if code not in there]
    made = model._default_manager.bulk_create(new) if new else []
    return {row.code: row for row in (*there.values(), *made) if row.code in wanted}
