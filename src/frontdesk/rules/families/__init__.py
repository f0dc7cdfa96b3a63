"""The families of rules, one file each: sentences, meaning, rendering, examples.  A file that is put here is one of them."""

from importlib import import_module
from pkgutil import iter_modules

from ..rule import Family, RestrictingRule, Rule, TimedRule


def _families() -> list[Family]:
    return [import_module(f"{__name__}.{module.name}").FAMILY for module in iter_modules(__path__)]


FAMILIES: tuple[Family, ...] = tuple(sorted(_families(), key=lambda family: family.chapter))
BY_NAME = {family.name: family for family in FAMILIES}
RULES: tuple[type[Rule], ...] = tuple(rule for family in FAMILIES for rule in family.rules)
# Those that may keep a visit from a provider or place whatever the time, in the order in which their reasons are given.
WHATEVER_THE_TIME = tuple(
    rule for rule in RULES if issubclass(rule, RestrictingRule) and rule.obstacle is not RestrictingRule.obstacle
)
TIMED = tuple(rule for rule in RULES if issubclass(rule, TimedRule))
