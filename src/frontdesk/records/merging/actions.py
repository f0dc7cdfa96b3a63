"""Two records are one person: everything goes to the one that is kept, and can be taken apart again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model, Q
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import Actor
from ...audit.action import action, plain
from ...audit.models import Entry
from ...booking import locks, patients
from ...booking.events import Merged, Unmerged
from ...booking.models import Appointment, Merge, Reservation
from ...core.events import raise_event
from ...core.refusals import Refusal
from ...day.exceptions.alike import actions as alike
from ...intake.events import DeathTakenBack, PatientDied
from ...intake.following import actions as following
from ...intake.insurance import COLUMNS
from ...intake.keeping_out import ENDING, refuse_kept_out, refuse_who_acts
from ...intake.patients import end_too, go_too, kept_out, who_would_go
from ...messaging.models import Consent
from ...people.merged import records_merged_into
from ...people.models import Patient, Proxy
from ..deaths.actions import wishes_of
from ..handing_over import hand_over
from ..matching.overlap import refuse_overlap
from ..once.actions import about_who_stays, call_once, due_in_both, each_by_itself, settle_together
from .belonging import MODELS, rows_that_came
from .carers.actions import acting_apart, as_they_are, let_in_apart
from .differences import CONTACTS
from .merged_record import what_it_becomes
from .newest_first import NotNewest, first_to_undo
from .settling.actions import settle_apart
from .unmerging.actions import ask_again, ask_no_more, ask_whose
from .waiting.actions import wait_apart, wait_no_more, wait_once

OWN = ("email", "phone", "confidential_contact")


class CannotMerge(Refusal):
    code = "cannot_merge"

    @property
    def sentence(self) -> str:
        return gettext("These two cannot be merged: choose two different records that are not merged already.")


class NotMatched(Refusal):
    """Who typed a record themselves is nobody yet: what is kept would open to whoever that was."""

    code = "not_matched"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__()

    @property
    def sentence(self) -> str:
        words = gettext(
            "Nobody has checked yet who typed this record of %(name)s. Open their request and say who it is; "
            "or open the other record, keep that one, and merge this one into it."
        )
        return words % {"name": self.name}


@action("patient.merge", needs_reason=True)
def merge(
    actor: Actor,
    kept: Patient,
    *,
    gone: Patient,
    reason: str,
    use_contact: bool = False,
    choices: Mapping[str, str] | None = None,
) -> Patient:
    """`gone` is the same person as `kept`: its requests, appointments and messages go there.  The stricter of the two wins.

    `reason`: how staff know.  `use_contact`: addresses may be taken from the other where this one has none, and `choices` say which
    of two is right; whoever proved to be at one of those gets into everything.  Who acted for the other is confirmed anew.  `choices`: for all that differs (`differences`), 'kept' or 'gone'.
    Raises CannotMerge, NotMatched, OverlapsOwn, Differ, ActsForThem, KeptOut.
    """
    locks.line_up(patients=[kept.pk, gone.pk])
    kept, gone = _both(kept, gone)
    if kept.pk == gone.pk or kept.same_as_id or gone.same_as_id:
        raise CannotMerge
    if kept.self_registered:
        raise NotMatched(kept.name)
    refuse_overlap(kept, gone)
    becomes = what_it_becomes(kept, gone, choices or {}, use_contact=use_contact)
    _refuse_who_acts(kept, gone, becomes)
    made = Merge(practice_id=kept.practice_id, kept=kept, gone=gone, created_at=now(), by=actor.name)
    goes_along = {f"{name}_of": getattr(kept, f"{name}_of") for name in CONTACTS if name in becomes}
    written = {**goes_along, **becomes}  # whose an address is says nothing without the address
    made.before = {field: [plain(getattr(kept, field)), plain(value)] for field, value in written.items()}
    made.moved = {"died": _let_die(actor, kept, gone, becomes)} | _as_it_stands(kept, gone)
    alone, proxies = kept.confidential_contact, _stricter_proxies(kept, gone)
    for field, value in becomes.items():
        setattr(kept, field, value)
    made.moved["waits"] = wait_once(kept, gone)
    own = {*made.moved["own"], *kept.own_contacts, *gone.own_contacts}
    made.moved |= {"proxy_states": proxies, **{name: _move(model, gone, kept, own) for name, model in MODELS.items()}}
    Reservation.objects.filter(kind="patient", subject=gone.pk).update(subject=kept.pk)
    made.moved["offers_ended"] = wait_no_more(kept, made.moved)
    settle_together(actor, kept, made.moved)
    made.moved["due_once"] = due_in_both(kept, made.moved)
    call_once(kept, made.moved, actor.name, made.pk)
    about_who_stays(kept, gone, actor.name, made.pk)
    made.moved |= _asked_anew(kept, made.moved["proxy"], alone)
    kept.let_in = {**gone.let_in, **kept.let_in}
    made.moved["kept_out"] = [proxy.contact for proxy in kept_out(kept)]
    kept.no_shows += gone.no_shows
    kept.save()
    gone.same_as = kept
    gone.save(update_fields=["same_as"])
    made.save(force_insert=True)
    ask_no_more(made)
    raise_event(Merged(actor, kept, gone))
    return kept


@action("patient.unmerge", needs_reason=True)
def unmerge(actor: Actor, kept: Patient, *, merge: Merge, reason: str) -> Patient:
    """Apart again: what came from the other record goes back, with what has become of it since; what was changed or added here stays.

    The newest is undone first: what stood before an older one says nothing of what a later one made of it.
    Raises CannotMerge, NotNewest.
    """
    again = {"kept": kept, "gone": merge.gone}.get(str(merge.moved.get("died", "")))
    locks.line_up(*(wishes_of(again) if again is not None else ()), patients=[kept.pk, merge.gone_id])
    merge = Merge.objects.select_for_update(of=("self",)).select_related("gone").get(pk=merge.pk)
    kept, gone = _both(kept, merge.gone)
    if merge.state != "merged" or merge.kept_id != kept.pk:
        raise CannotMerge
    first = first_to_undo(kept.pk)
    if first is not None and first.pk != merge.pk:
        raise NotNewest(first)
    if kept.same_as_id:
        raise CannotMerge
    gone.same_as = None
    gone.save(update_fields=["same_as"])
    back = rows_that_came(merge, kept)
    missed_since = _missed_since(merge, back["appointment"])
    _give_back(back, kept, gone)
    acting_apart(merge, kept, gone)
    # Who followed one of them before the merge follows it still: that record is as little theirs as it was.
    following.end(merge.moved.get("followed", back["request"]))
    acting = set(kept.proxies.exclude(state="ended", ended_by_staff=False).values_list("contact", flat=True))
    joined_at = kept.own_contacts
    _as_it_was(merge, kept, acting)
    kept.no_shows = max(0, kept.no_shows - gone.no_shows - missed_since)
    kept.save()
    go_too(kept, joined_at - kept.own_contacts)
    let_in_apart(merge, kept, gone)
    if missed_since:
        gone.no_shows = max(0, gone.no_shows + missed_since)
        gone.save(update_fields=["no_shows"])
    for state in ("confirmed", "named"):
        were = Proxy.objects.filter(pk__in=merge.moved.get(state, []), state="asked", ended_by_staff=False)
        were.update(state=state)
    patients.set_apart(kept, gone, merge.moved.get("established", [kept.established, gone.established]))
    each_by_itself(merge, kept, gone)
    settle_apart(actor, merge, kept, gone)
    wait_apart(actor, merge, kept, gone)
    ask_whose(actor, merge, kept)
    ask_again(merge)
    _end_in_both(actor, merge, kept, gone)
    _as_strict_as_before(merge)
    _let_live(actor, merge, kept, gone)
    merge.state = "undone"
    merge.save(update_fields=["state"])
    raise_event(Unmerged(actor, kept, gone))
    return kept


@action("patient.two_people", permission="patient.merge")
def two_people(actor: Actor, patient: Patient) -> Patient:
    """Looked at and found: not the same person as anybody who is like them."""
    alike.two_people(patient, actor.name)
    return patient


def merges_of(patient: Patient) -> list[Merge]:
    """The records that were merged into this one and are still."""
    merged = Merge.objects.filter(kept=patient, state="merged").select_related("gone", "kept")
    return list(merged.order_by("-created_at", "-pk"))


def who_goes_with(merge: Merge) -> list[str]:
    """The names of those who were let in by who has an address that leaves the record when this one is undone."""
    leaves = {became for name, (_was, became) in merge.before.items() if name in OWN and became}
    return who_would_go(merge.kept, leaves & merge.kept.own_contacts)


def _as_it_stands(kept: Patient, gone: Patient) -> dict[str, Any]:
    """What is needed to take the two apart again, as it is before anything is changed."""
    return {
        "followed": following.keep(gone),
        **as_they_are(kept, gone),
        "missed": _missed(gone.appointments.values_list("pk", flat=True)),
        "established": [kept.established, gone.established],
    }


def _asked_anew(kept: Patient, came: list[str], alone: str) -> dict[str, list[str]]:
    """Who acts for it has to be confirmed anew: those who came; where the only address that may be used was another (`alone`), everybody.

    Who asked for a confidential address keeps everybody out whom staff have not let in beside it.
    """
    acting = [] if kept.confidential_contact == alone else list(kept.proxies.exclude(state="ended"))
    anew = [*came, *(str(proxy.pk) for proxy in acting)]
    return {"named": _ask_again(anew, "named"), "confirmed": _ask_again(anew)}


def _ask_again(proxies: list[str], state: str = "confirmed") -> list[str]:
    """Who acts for one record does not act for another by that alone; those who were confirmed, or named, to be put back."""
    confirmed = Proxy.objects.filter(pk__in=proxies, state=state)
    keys = [str(key) for key in confirmed.values_list("pk", flat=True)]
    confirmed.update(state="asked")
    return keys


def _as_it_was(merge: Merge, kept: Patient, acting: set[str]) -> None:
    """What stands there as the merge made it is as before.  An address and whose it is are one value: the address decides.

    One from which somebody acts by now, or whom staff have ended, does not come back; what came of the other record goes all the same.
    """
    stands = {name for name, (_was, became) in merge.before.items() if plain(getattr(kept, name, None)) == became}
    if not stands.issuperset(merge.before.keys() & set(COLUMNS)):
        stands -= set(COLUMNS)
    _not_agreed_as_before(merge, kept)
    for name in stands - {"no_shows", "not_agreed_to", *(f"{contact}_of" for contact in CONTACTS)}:
        was = merge.before[name][0]
        if name == "confidential_contact" and was in acting:
            continue
        setattr(kept, name, "" if name in CONTACTS and was in acting else was)
        if name in CONTACTS and f"{name}_of" in merge.before:
            setattr(kept, f"{name}_of", merge.before[f"{name}_of"][0])


def _not_agreed_as_before(merge: Merge, kept: Patient) -> None:
    """Each address by itself: what was said of one since stands, and says nothing of another."""
    was, became = (set(said) for said in merge.before.get("not_agreed_to", ((), ())))
    about = Q(patient=None) | Q(
        patient__in=records_merged_into(kept.pk)
    )  # who shares an address speaks for themselves alone
    since = Consent.objects.filter(about, given=True, contact__in=was - became, at__gt=merge.created_at)
    barred = (set(kept.not_agreed_to) - (became - was)) | (was - became).difference(
        since.values_list("contact", flat=True)
    )
    if barred != set(kept.not_agreed_to):
        kept.not_agreed_to = sorted(barred)


def _both(patient: Patient, other: Patient) -> tuple[Patient, Patient]:
    """Both rows, held until the transaction ends, always in the same order."""
    rows = {
        row.pk: row
        for row in Patient.objects.select_for_update(of=("self",))
        .select_related("practice", "payer", "same_as")
        .filter(pk__in=[patient.pk, other.pk])
        .order_by("pk")
    }
    return rows[patient.pk], rows[other.pk]


def _refuse_who_acts(kept: Patient, gone: Patient, becomes: Mapping[str, Any]) -> None:
    """Whom staff keep out of one of the records has no way into it by the other, whichever of the two is kept."""
    refuse_who_acts(kept, [becomes.get(name, "") for name in OWN])
    own = {becomes.get(name, getattr(kept, name)) for name in OWN} - {""}
    refuse_kept_out(gone.proxies.filter(contact__in=own - gone.own_contacts))


def _move(model: type[Model], gone: Patient, kept: Patient, own: set[str]) -> list[str]:
    """The keys of the rows that went over.  A proxy that the kept record has already stays behind, and one at an address that is, or
    was until now, one of their own (`own`)."""
    rows: Any = model._default_manager.filter(patient=gone)
    if model is Proxy:
        rows = rows.exclude(contact__in=Proxy.objects.filter(patient=kept).values("contact"))
        rows = rows.exclude(contact__in=own)
    keys = list(rows.values_list("pk", flat=True))
    hand_over(model._default_manager.filter(pk__in=keys), kept)
    return [str(key) for key in keys]


def _let_die(actor: Actor, kept: Patient, gone: Patient, becomes: dict[str, Any]) -> str:
    """Where one of them has died the person has: what the other one has open ends.  Which one that was: '', 'kept' or 'gone'."""
    died = becomes.get("deceased_on", kept.deceased_on)
    if died is None:
        return ""
    for name, patient in (("kept", kept), ("gone", gone)):
        if patient.deceased_on is None:
            patient.deceased_on = died
            patient.save(update_fields=["deceased_on"])
            raise_event(PatientDied(actor, patient))
            return name
    return ""


def _let_live(actor: Actor, merge: Merge, kept: Patient, gone: Patient) -> None:
    who = {"kept": kept, "gone": gone}.get(str(merge.moved.get("died", "")))
    if who is None:
        return
    if who.deceased_on is not None and merge.moved["died"] == "gone":
        who.deceased_on = None
        who.save(update_fields=["deceased_on"])
    if who.deceased_on is None:
        raise_event(DeathTakenBack(actor, who))


def _stricter_proxies(kept: Patient, gone: Patient) -> list[list[Any]]:
    """Whose access was taken back, or not confirmed, in one of the records does not get it by the other.

    [key, state before, whether staff had ended it before, the state and that as the merge made them].
    """
    rank = {"ended": 0, "asked": 1, "named": 2, "confirmed": 3}
    changed: list[list[Any]] = []
    for mine in Proxy.objects.filter(patient=kept):
        theirs = Proxy.objects.filter(patient=gone, contact=mine.contact).first()
        if theirs is None:
            continue
        state, by_staff = (
            min(mine.state, theirs.state, key=rank.__getitem__),
            mine.ended_by_staff or theirs.ended_by_staff,
        )
        if (state, by_staff) != (mine.state, mine.ended_by_staff):
            changed.append([str(mine.pk), mine.state, mine.ended_by_staff, state, by_staff])
            Proxy.objects.filter(pk=mine.pk).update(state=state, ended_by_staff=by_staff)
    return changed


def _end_in_both(actor: Actor, merge: Merge, kept: Patient, gone: Patient) -> None:
    """Whom staff ended while the two were one acts for neither: the row that stayed behind with the other says so as well."""
    for mine in kept_out(kept):
        since = Entry.objects.filter(action__in=ENDING, thing_id=mine.pk, actor_kind="staff", at__gt=merge.created_at)
        if mine.contact in merge.moved.get("kept_out", []) and not since.exists():
            continue  # that record alone had it so
        for theirs in gone.proxies.filter(contact=mine.contact).exclude(state="ended", ended_by_staff=True):
            end_too(actor, theirs, reason="ended while the two records were one")


def _as_strict_as_before(merge: Merge) -> None:
    for key, state, *rest in merge.moved.get("proxy_states", []):
        by_staff, *made = rest or [False]
        # What somebody has decided since stands: of a merge that did not say yet what it made, at least that staff ended it.
        as_made = {"state": made[0], "ended_by_staff": made[1]} if made else {"ended_by_staff": False}
        proxies = Proxy.objects.filter(pk=key, **as_made)
        proxies.exclude(contact__in=merge.kept.own_contacts).update(state=state, ended_by_staff=by_staff)
    for contact in merge.moved.get("refused", []):  # of a merge from before a no was written down for the patient alone
        last = Consent.objects.filter(contact=contact).order_by("-at", "-id").first()
        if last is not None and last.how == "said in a record merged into this one":
            row = {"contact": contact, "channel": last.channel, "given": True, "how": "the merge was undone"}
            Consent.objects.create(practice=merge.kept.practice, **row)


def _give_back(rows: Mapping[str, set[str]], kept: Patient, gone: Patient) -> None:
    """These rows, by the names of their models, and the time that they take."""
    for name, model in MODELS.items():
        hand_over(model._default_manager.filter(pk__in=rows[name], patient=kept), gone)
    times = Reservation.objects.filter(kind="patient", subject=kept.pk, appointment__pk__in=rows["appointment"])
    times.update(subject=gone.pk)


def _missed_since(merge: Merge, appointments: Iterable[str]) -> int:
    """How many more of the other record's visits are missed than when it was merged; fewer, where one took place after all."""
    there = set(_missed(appointments))
    if "missed" in merge.moved:
        return len(there) - len(merge.moved["missed"])
    since = Entry.objects.filter(action="appointment.no_show", thing_id__in=there, at__gt=merge.created_at)
    return since.values("thing_id").distinct().count()


def _missed(appointments: Iterable[object]) -> list[str]:
    rows = Appointment.objects.filter(pk__in=list(appointments), state="no_show")
    return [str(key) for key in rows.values_list("pk", flat=True)]
