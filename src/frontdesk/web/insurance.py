"""The field in which staff say how somebody is insured: a payer of the list, another one, none, or not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ..intake.insurance import ALONE, BY_CODE, ELSEWHERE, NOT_KNOWN, Insurance, insurance_name
from ..practice import queries as named
from ..practice.models import Payer
from .forms import none_of


class _Choices(forms.models.ModelChoiceIterator):  # type: ignore[type-arg]
    """The payers of the list, and below them what no list has."""

    def __iter__(self) -> Iterator[Any]:
        yield from super().__iter__()
        yield from beside_the_list()


class InsuranceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    iterator = _Choices

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(none_of(Payer), label=_("Insurance"), required=False, empty_label=_("Not known"), **kwargs)

    def offer(self, *own: UUID | None) -> None:
        """`own`: what it says already can be chosen, though it is not taken any more."""
        self.queryset = named.payers(*own)

    def to_python(self, value: Any) -> Any:
        if value in BY_CODE:
            return BY_CODE[value]
        payer = super().to_python(value)
        return NOT_KNOWN if payer is None else Insurance(payer)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Insurance):
            return super().prepare_value(value.payer) if value.payer is not None else value.code or ""
        return super().prepare_value(value)


def beside_the_list() -> list[tuple[str, str]]:
    """What staff can say beside the practice's payers: (code, words)."""
    return [(insurance.code or "", insurance_name(insurance)) for insurance in (ELSEWHERE, ALONE)]
