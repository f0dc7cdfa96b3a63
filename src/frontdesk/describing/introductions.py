"""What a piece introduces: the practice, people, places, insurance, rooms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .shape import compiled
from .shapes import WE
from .tags import Tagged

_ROLE = (
    r"(?:doctors?|providers?|physicians?|therapists?|physical therapists|staff|team|dentists?|clinicians?|hygienists?|midwives|midwife|counselors?|optometrists?|nurse practitioners?|"
    r"physician assistants?|nurses?|chiropractors?|podiatrists?|psychologists?|pas|nps|pts|medical providers)"
)
_COUNT = re.compile(r"\b(N\d+)\b")
SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, compiled(pattern))
    for kind, pattern in (
        ("practice", r"(?:welcome to |we are |this is |at |hi from |practice(?: name)?: |name: )?(?:the )?{B}"),
        (
            "practice",
            r"{B} is an? (?:small |busy |private |solo |independent |local )?(?:[a-z-]+ ){0,3}(?:practice|clinic|office|center|group|studio)",
        ),
        ("location", r"{B} ?[-,:] ?{L}"),
        ("location", r"{B} has (?:{N} )?(?:offices|locations|sites|clinics)(?: in|:|,| at)? ?{L}"),
        ("location", r"(?:we have |our )?(?:{N} )?(?:offices|locations|sites|clinics)(?: are)?(?: in|:|,| at)? ?{L}"),
        (
            "provider",
            rf"(?:{{B}}[:,]? )?(?:with )?(?:our |the |we have )?(?:{{N}} )?(?:{_ROLE})?(?: are| include| is|:)? ?{{P}}(?: see patients| sees patients)?",
        ),
        (
            "provider",
            rf"{{B}}(?: has|:| is an? (?:[a-z-]+ ){{0,3}}(?:practice|clinic|office)) (?:with )?(?:{{N}} )?(?:{_ROLE})?[:,]? ?{{P}}",
        ),
        ("provider", r"(?:i am |we are ){P}"),
        ("provider", r"i am (?:a |an )?(?:solo |[a-z]+ ){0,3}, {P}"),
        ("provider", r"i am {P}, (?:a |an )?(?:solo |[a-z]+){1,3}"),
        (
            "insurance",
            rf"(?:insurance: )?(?:{WE} )?(?:also )?(?:take|takes|accept|accepts|bill|participate with|are in network with|in network with|in-network with) {{I}}",
        ),
        ("insurance", r"{I}(?: (?:is|are))? (?:accepted|taken|welcome)"),
        (
            "insurance",
            r"(?:we accept |accepted )?(?:insurances?|insurance plans|plans|payers)(?: accepted| we accept| we take)?(?: include| are)?:? ?{I}",
        ),
    )
)
_ROOMS = re.compile(rf"(?:{WE} (?:have|has)|there (?:is|are)|has) ((?:N\d+ )?R\d+(?:(?:,? and|,) (?:N\d+ )?R\d+)*)")


@dataclass(frozen=True)
class Introduced:
    kind: str
    names: tuple[str, ...]
    count: int = 1


def introduced(tagged_text: Tagged) -> tuple[Introduced, ...]:
    """What a piece introduces and nothing else; () where it says more, or another number than it names."""
    for kind, shape in SHAPES:
        match = shape.fullmatch(tagged_text.text)
        if match is None:
            continue
        groups = {name: tagged_text.values[tag] for name, tag in match.groupdict().items() if tag}
        listed = groups.get({"practice": "B", "location": "L", "provider": "P", "insurance": "I"}[kind])
        if listed is None or ("N" in groups and groups["N"] != len(listed)):
            continue
        own = (Introduced("practice", tuple(groups["B"])),) if "B" in groups and kind != "practice" else ()
        return (*own, Introduced(kind, tuple(listed)))
    return _rooms(tagged_text)


def _rooms(tagged_text: Tagged) -> tuple[Introduced, ...]:
    match = _ROOMS.fullmatch(tagged_text.text)
    if not match:
        return ()
    made = []
    for number, tag in re.findall(r"(?:(N\d+) )?(R\d+)", match[1]):
        count = tagged_text.values[number] if number else 1
        made += [Introduced("room", (kind,), count) for kind in tagged_text.values[tag]]
    return tuple(made) if all(1 <= room.count <= 60 for room in made) else ()
