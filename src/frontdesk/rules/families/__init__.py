"""The families of rules, one file each: sentences, meaning, rendering, examples."""

from ..rule import Family
from . import (
    approval,
    buffers,
    cancellation,
    caps,
    closures,
    grid,
    information,
    lead_time,
    length,
    offers,
    patients,
    payers,
    reserved,
    resources,
    seats,
    self_scheduling,
    service_levels,
    steps,
)

FAMILIES: tuple[Family, ...] = tuple(
    module.FAMILY
    for module in (
        length,
        grid,
        buffers,
        lead_time,
        caps,
        closures,
        reserved,
        offers,
        payers,
        patients,
        self_scheduling,
        cancellation,
        approval,
        information,
        resources,
        seats,
        steps,
        service_levels,
    )
)
