"""A list that shows so many and says when there are more, or that has pages.  No view cuts a list in another way (tests/web/test_lists_that_end.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from itertools import islice
from typing import Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

T = TypeVar("T")
M = TypeVar("M", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[M], most: int) -> Page[M]:
    """The page of a list that the address asks for; `console/_pages.html` says how many there are and leads to the others."""
    return Paginator(rows, most).get_page(request.GET.get("page"))


class Limited(Generic[T], Sized):
    """The first `most` of `rows`; a queryset is asked for one more than that, which tells whether the list goes on."""

    def __init__(self, rows: Iterable[T], most: int) -> None:
        first = list(rows[: most + 1]) if hasattr(rows, "__getitem__") else list(islice(rows, most + 1))
        self.shown, self.most, self._more = first[:most], most, len(first) > most
        self.said = False  # whether the page asked

    @property
    def goes_on(self) -> bool:
        """The same, for who does not show it."""
        return self._more

    @property
    def more(self) -> bool:
        """Whether there are others that are not shown."""
        self.said = True
        return self._more

    def __iter__(self) -> Iterator[T]:
        return iter(self.shown)

    def __len__(self) -> int:
        return len(self.shown)
