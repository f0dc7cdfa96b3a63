"""What Django makes anew after each step of a migration: here only the models that refer to the one that changed.

Django makes anew all that are near it, by whatever way; since every table refers to its practice, that is all of them after
each of some hundred steps, and most of the time that a first installation takes.  What the steps do to the database is the
same (tests/server/test_migrating.py compares both).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState
from django.db.migrations.utils import resolve_relation

Key = tuple[str, str]
_DJANGOS = "_find_reload_model"  # which models a step makes anew


@contextmanager
def few_made_anew() -> Iterator[None]:
    """For the migrations that are done inside."""
    djangos = getattr(ProjectState, _DJANGOS)
    setattr(ProjectState, _DJANGOS, _those_that_refer)
    try:
        yield
    finally:
        setattr(ProjectState, _DJANGOS, djangos)


def _those_that_refer(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[Key]:
    """The model, those that refer to it, and those that refer to them: a reference is to the model as it is now."""
    referring = _referring(state)
    found: set[Key] = set()
    ahead = {(app_label, model_name)}
    while ahead:
        found |= ahead
        ahead = {one for key in ahead for one in referring.get(key, ())} - found
    return found


def _referring(state: ProjectState) -> dict[Key, set[Key]]:
    """By model, the models that have a field or a base of it."""
    found: dict[Key, set[Key]] = {}
    for key, model in state.models.items():
        fields = [field for field in model.fields.values() if field.is_relation]
        named = [
            one for field in fields for one in (field.remote_field.model, getattr(field.remote_field, "through", None))
        ]
        for one in filter(None, [*named, *(base for base in model.bases if isinstance(base, str))]):
            found.setdefault(resolve_relation(one, *key), set()).add(key)
    return found
