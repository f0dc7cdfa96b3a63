"""A row and what belongs to it, by one question: each list of others comes as one column of JSON and becomes rows again.

`prefetch_related` asks once for each list.  That is right for long lists of rows; for a page about one row, or a few, each question is
a way to the database and back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BinaryField, Field, Model, QuerySet
from django.db.models.functions import JSONObject

M = TypeVar("M", bound=Model)
Lists = Mapping[str, QuerySet[Any]]
READ = "read_{}"  # the column of one list, until it is made rows of


def first_with(queryset: QuerySet[M], **lists: QuerySet[Any]) -> M | None:
    """The first of these, with each list as an attribute.  A list names the row that it belongs to by `OuterRef`.

    What the row has under that name already, as a related manager, has these rows and asks for no others.
    """
    row: M | None = queryset.annotate(**_columns(lists)).first()
    return _complete(row, lists) if row is not None else None


def all_with(queryset: QuerySet[M], **lists: QuerySet[Any]) -> list[M]:
    """All of these, each with its lists, as `first_with`."""
    return [_complete(row, lists) for row in queryset.annotate(**_columns(lists))]


def _columns(lists: Lists) -> dict[str, ArraySubquery]:
    return {READ.format(name): ArraySubquery(rows.values(whole_row=_whole(rows.model))) for name, rows in lists.items()}


def _complete(row: M, lists: Lists) -> M:
    for name, rows in lists.items():
        keep(row, name, [_row(rows.model, values) for values in getattr(row, READ.format(name))])
    return row


def keep(holder: Model, name: str, rows: list[Any]) -> None:
    """With a row the rows of a list of its own."""
    manager = getattr(type(holder), name, None)
    if manager is None:
        setattr(holder, name, rows)
        return
    back = manager.rel.field
    for row in rows:
        back.set_cached_value(row, holder)
    kept = getattr(holder, name).get_queryset()
    kept._result_cache, kept._prefetch_done = rows, True
    holder.__dict__.setdefault("_prefetched_objects_cache", {})[name] = kept


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    """What JSON can carry: digests are not read for pages."""
    return [field for field in model._meta.concrete_fields if not isinstance(field, BinaryField)]


def _whole(model: type[Model]) -> JSONObject:
    return JSONObject(**{field.attname: field.attname for field in _fields(model)})


def _row(model: type[M], values: dict[str, Any]) -> M:
    fields = _fields(model)
    return model.from_db(
        None, [field.attname for field in fields], [field.to_python(values[field.attname]) for field in fields]
    )
