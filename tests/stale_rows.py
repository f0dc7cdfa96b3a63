"""Who is saved was read behind their line: a row that was read before writes back what somebody else has changed meanwhile.

Watched are patients and who acts for them, inside an action or a request: a `save` outside of the patient's line, or one of fields that
were read before it was waited for, is an error of the code.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models.signals import post_init, pre_save

from frontdesk.people import lines
from frontdesk.people.models import Patient, Proxy
from frontdesk.tenancy import context

WATCHED = (Patient, Proxy)
READ = "_read_at"


class ReadTooEarly(AssertionError):
    """What it holds may be otherwise by now, and would be written over."""


class Watch:
    """When which line was waited for, and which field of a row was read, in one count."""

    def __init__(self) -> None:
        self.count, self.unit, self.waited = itertools.count(1), object(), dict[str, int]()

    def begun(self) -> bool:
        unit = context._put_off.get()
        if unit is not self.unit:
            self.unit, self.waited = unit, {}
        return unit is not None

    def wait(self, names: set[str]) -> None:
        if self.begun():
            moment = next(self.count)
            for name in names:
                self.waited.setdefault(name, moment)

    def read(self, row: Any, fields: Any = None) -> None:
        moment = next(self.count)
        names = [one.name for one in row._meta.concrete_fields if fields is None or one.name in fields]
        row.__dict__[READ] = {**row.__dict__.get(READ, {}), **dict.fromkeys(names, moment)}

    def saving(self, row: Any, fields: Any) -> None:
        """Raises ReadTooEarly."""
        if row._state.adding or not self.begun() or (fields is not None and not fields):
            return
        whose = row.pk if isinstance(row, Patient) else row.patient_id
        waited = self.waited.get(f"patient {whose}")
        if waited is None:
            raise ReadTooEarly(f"{row._meta.label} saved outside of its patient's line: {sorted(fields or ['all'])}")
        read = row.__dict__.get(READ, {})
        early = [name for name in fields or read if read.get(name, waited) < waited]
        if early:
            raise ReadTooEarly(f"{row._meta.label} read before its patient's line was waited for: {sorted(early)}")


@contextmanager
def watched() -> Iterator[None]:
    """Everything that is read, waited for and saved."""
    watch, wait, refresh = Watch(), lines.wait, Patient.refresh_from_db

    def waiting(names: Any, **how: Any) -> None:
        names = set(names)
        wait(names, **how)
        watch.wait(names)

    def refreshing(self: Any, using: Any = None, fields: Any = None, **more: Any) -> None:
        refresh(self, using, fields, **more)
        watch.read(self, fields)

    def made(instance: Any, **_: Any) -> None:
        watch.read(instance)

    def saving(instance: Any, update_fields: Any, **_: Any) -> None:
        watch.saving(instance, update_fields)

    lines.wait = waiting
    for model in WATCHED:
        model.refresh_from_db = refreshing
        post_init.connect(made, sender=model, weak=False)
        pre_save.connect(saving, sender=model, weak=False)
    try:
        yield
    finally:
        lines.wait = wait
        for model in WATCHED:
            del model.refresh_from_db
            post_init.disconnect(made, sender=model)
            pre_save.disconnect(saving, sender=model)


@pytest.fixture
def read_in_line() -> Iterator[None]:
    """Watched while a test runs."""
    with watched():
        yield
