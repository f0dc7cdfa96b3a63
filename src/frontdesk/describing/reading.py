"""A unit of a description into pieces that are read whole, and those that are not.

A unit is read whole, or in pieces at its commas and joints where each piece is read whole; what follows from the piece before (its visit, its person) goes along.
A piece that nothing fits spares the others only where it stands by itself and each of them has a subject of its own: else it may say of whom, or when, they are, and the whole unit is left unread.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ..rules.language import render, said_by
from ..rules.vocabulary import Vocabulary
from ..rules.words import article, listing, lower_first, plural
from .building import dated, sentences_of
from .hours import Hours, hours_of
from .introductions import Introduced, introduced
from .names import Names
from .plain import clock
from .shapes import TAKE
from .tags import DAYS, Tagged, tagged

_MOST_JOINTS = 24
_JOINT_BEFORE = re.compile(r"(?:and|but|plus|&|-|–|—|/|\()", re.I)
_VERB_FIRST = re.compile(
    rf"(?:(?:and|but|also),? )*(?:{TAKE}|must|have to|should|starts?|begins?|not|no longer|does|do|sees?|works?|can|cannot|may|only|accepts?|isnt|performs?|offers?|within|have|has|holds?)\b"
)
_BY_ITSELF = re.compile(
    r"(?:(?:and|but) )?(?:[VPLIB]\d|we|our|the|all|each|every|patients|clients|kids|children|new)\b.*\b(?:is|are|am|has|have|need|needs|take|takes|see|sees|do|does|work|works|can|may|must|should|will|accept|accepts|open|opens|get|gets|require|requires|not|isnt|cannot)\b"
)
_BARE_HOURS = re.compile(
    r"(?:and |or |on )*(?:D\d+(?: (?:mornings?|afternoons?))?[:,]* (?:from )?H\d+|H\d+,? (?:on )?D\d+)"
)
_BEFORE_HOURS = ("", "hours", "introduces")
_TAKES_BACK = re.compile(
    r"\b(?:except|excluding|unless|if|when|only|otherwise|instead|however|other than|also|too|then|those|that|these|this|they|them|it|he|she|which|who|whose|but|same|both|again|as well|though|although|though|sometimes|usually|mostly|depending|maybe)\b"
)

_OWN_SUBJECT = re.compile(r"(?:(?:and|but|also|plus),? )*(?:[VIB]\d|we\b|our\b|i\b|the (?:practice|office|clinic)\b)")


@dataclass(frozen=True)
class Context:
    """What the piece before was about: `subject` as words that name it again, its family, whose hours."""

    subject: str = ""
    family: str = ""
    whose: tuple[str, ...] = ()
    kinds: str = ""


@dataclass(frozen=True)
class Piece:
    """The words `first` to `last`, and what they say: sentences, hours, or what they introduce; nothing where it is not read."""

    first: int
    last: int
    tagged_text: Tagged
    family: str = ""
    sentences: tuple[str, ...] = ()
    hours: tuple[Hours, ...] = ()
    introduces: tuple[Introduced, ...] = ()
    under: str = ""

    @property
    def is_read(self) -> bool:
        return bool(self.sentences or self.hours or self.introduces)

    @property
    def names_anybody(self) -> bool:
        """Whether it says itself of whom, or of which place, it is."""
        return bool(set("PL") & set(self.kinds)) or any(hour.who for hour in self.hours)

    @property
    def has_subject(self) -> bool:
        return bool(_OWN_SUBJECT.match(self.tagged_text.text)) or bool(self.introduces)

    def unread(self, under: str = "") -> Piece:
        """The same words, not taken; `under` is the heading that was not understood."""
        return Piece(self.first, self.last, self.tagged_text, under=under)

    @property
    def scoped(self) -> tuple[bool, bool]:
        """Whether it names a person and a place."""
        return "P" in self.kinds, "L" in self.kinds

    @property
    def kinds(self) -> str:
        return "".join(sorted({tag[0] for tag in self.tagged_text.values}))


@dataclass
class Reader:
    words: tuple[str, ...]
    names: Names
    vocabulary: Vocabulary
    today: dt.date
    _seen: dict[tuple[str, Context], Piece] = field(default_factory=dict)

    def read(self, first: int, last: int, context: Context = Context()) -> list[Piece]:
        """The pieces of a unit; one that is not read where it cannot be read in pieces either."""
        whole = self.piece(first, last, context)
        if whole.is_read:
            return [whole]
        joints = [n for n in range(first + 1, last) if self._is_joint(n)]
        if joints and len(joints) <= _MOST_JOINTS:
            cut = self._cut([*joints, last], first, context, {})
            if cut is not None and any(piece.is_read for piece in cut[1]) and self._go_together(cut[1]):
                return cut[1]
        return [whole]

    def _is_joint(self, n: int) -> bool:
        """Whether a piece may end before the word `n`."""
        return self.words[n - 1][-1] in ",;:)" or bool(_JOINT_BEFORE.match(self.words[n]))

    def _cut(
        self,
        ends: list[int],
        first: int,
        context: Context,
        seen: dict[tuple[int, Context], tuple[int, list[Piece]] | None],
    ) -> tuple[int, list[Piece]] | None:
        """(how many words are not read, pieces) with the fewest such words."""
        if (first, context) in seen:
            return seen[first, context]
        best: tuple[int, list[Piece]] | None = None
        for end in reversed([later for later in ends if later > first]):
            piece = self.piece(first, end, context)
            unread = 0 if piece.is_read else end - first
            if unread and not _stands_alone(piece):
                continue
            if best is not None and unread >= best[0]:
                continue
            rest = (0, []) if end == ends[-1] else self._cut(ends, end, self._context(piece, context), seen)
            if rest is not None and (best is None or unread + rest[0] < best[0]):
                best = unread + rest[0], [piece, *rest[1]]
        seen[first, context] = best
        return best

    def context_of(self, piece: Piece) -> Context:
        """What a piece leaves to the one after it."""
        return self._context(piece, Context())

    def _context(self, piece: Piece, before: Context) -> Context:
        if not piece.is_read:
            return Context()
        text = piece.tagged_text.text
        subject = next((tag for tag in re.findall(r"\b[VPL]\d+\b", text)), "")
        words = (
            _name_again(subject, piece.tagged_text.values[subject])
            if subject
            else "we"
            if text.startswith("we ")
            else before.subject
        )
        whose = next((hour.who for hour in piece.hours), ())
        return Context(words, piece.family, whose, piece.kinds)

    def piece(self, first: int, last: int, context: Context) -> Piece:
        """What the words `first` to `last` say, as one."""
        said = " ".join(self.words[first:last])
        key = (said, context)
        if key not in self._seen:
            self._seen[key] = self._read(said, context)
        return replace(self._seen[key], first=first, last=last)

    def _read(self, said: str, context: Context) -> Piece:
        tagged_text = tagged(said, self.names, self.today)
        if self._is_a_rule(said) and not self._is_nowhere(tagged_text):
            return Piece(0, 0, tagged_text, family=_family_of(said), sentences=(said,))
        plainly = self.one_way(tagged_text)
        narrows = context.family not in _BEFORE_HOURS or context.whose
        if plainly.hours and narrows and _BARE_HOURS.fullmatch(tagged_text.text):
            plainly = Piece(0, 0, tagged_text)  # they are about what stands before them
        if plainly.is_read:
            return plainly
        for other in _ways_on(tagged_text, said, context):
            piece = self.one_way(tagged(other, self.names, self.today))
            if piece.is_read:
                return piece
        return plainly

    def _go_together(self, pieces: list[Piece]) -> bool:
        """Whether each piece says of whom it is: lengths of one unit have one scope, and nothing without a subject stands behind somebody's."""
        scopes = {piece.scoped for piece in pieces if piece.family == "length"}
        narrowed = any(
            first.is_read and self.is_of_few(first) and not second.names_anybody and not second.has_subject
            for first, second in pairwise(pieces)
        )
        return (
            len(scopes) <= 1
            and not narrowed
            and not _is_torn(pieces)
            and not _names_behind(pieces)
            and _are_apart(
                [piece for piece in pieces if piece.is_read], [piece for piece in pieces if not piece.is_read]
            )
        )

    def is_of_few(self, piece: Piece) -> bool:
        """Whether it is about some of the people, or some of the places, and not about the practice."""
        if any(new.kind == "practice" for new in piece.introduces):
            return False
        people = {name for value in piece.tagged_text.of("P") for name in value}
        places = {name for value in piece.tagged_text.of("L") for name in value}
        return 0 < len(people) < len(self.names.people.named) or 0 < len(places) < len(self.names.places)

    def one_way(self, tagged_text: Tagged) -> Piece:
        nothing = Piece(0, 0, tagged_text)
        if _is_doubtful(tagged_text) or self._is_nowhere(tagged_text):
            return nothing
        if "X" in nothing.kinds or (
            re.search(r"\b(?:i|me|my)\b", tagged_text.text) and len(self.names.people.named) != 1
        ):
            return nothing
        if new := introduced(tagged_text):
            return replace(nothing, family="insurance" if new[-1].kind == "insurance" else "introduces", introduces=new)
        if hours := hours_of(tagged_text):
            return replace(nothing, family="hours", hours=(hours,))
        if not (dated(tagged_text) and "P" not in nothing.kinds):
            if made := sentences_of(tagged_text, self.names, self.vocabulary):
                return replace(nothing, family=made[0], sentences=made[1])
            if sentence := self._as_it_stands(tagged_text):
                return replace(nothing, family=_family_of(sentence), sentences=(sentence,))
        return nothing

    def _is_nowhere(self, tagged_text: Tagged) -> bool:
        """Whether it names a room, and of several places nobody knows at which."""
        return bool(tagged_text.of("R") and self.names.has_several_places)

    def _is_a_rule(self, said: str) -> bool:
        """Whether it is a sentence of the language, letter for letter as a practice's rules have it: such a one was copied, and means itself."""
        rule = said_by(said, self.vocabulary)
        return rule is not None and render(rule, self.vocabulary) == said

    def _as_it_stands(self, tagged_text: Tagged) -> str:
        """A sentence of the language already, but for the names and abbreviations."""
        if any(tag[0] in "CE" for tag in tagged_text.values) or not tagged_text.values:
            return ""
        text = re.sub(
            r"\b[A-Z]\d+\b", lambda match: _spelled(match.group(), tagged_text.values[match.group()]), tagged_text.text
        )
        for word, to in (
            ("isnt", "are not"),
            ("cannot", "may not"),
            ("not offer", "does not offer"),
            ("not take", "does not take"),
        ):
            text = re.sub(rf"\b{word}\b", to, text)
        if text.startswith("at most") and any(
            tag[0] == "P" and len(value) > 1 for tag, value in tagged_text.values.items()
        ):
            return ""  # together, or each of them?
        rule = said_by(text, self.vocabulary)
        return render(rule, self.vocabulary) if rule else ""


def _family_of(sentence: str) -> str:
    return "length" if re.search(r" takes? \d+ minutes?\b", sentence) else "rule"


def _is_doubtful(tagged_text: Tagged) -> bool:
    """Whether its words may be understood in two ways, whatever shape fits them."""
    if tagged_text.either or tagged_text.splits_days:
        return True
    if not tagged_text.of("D") and re.search(
        r"\b(?:patients|clients|kids|children|people|anyone) H\d", tagged_text.text
    ):
        return True  # ages, or times?
    apart = re.search(r"\bbetween V\d|\bapart\b", tagged_text.text)
    return bool(apart) and any(len(value) > 1 for value in tagged_text.of("V"))  # also two of one kind?


def _stands_alone(piece: Piece) -> bool:
    return bool(_BY_ITSELF.match(piece.tagged_text.text)) and not _TAKES_BACK.search(piece.tagged_text.text)


def _are_apart(read: list[Piece], unread: list[Piece]) -> bool:
    """Whether what is read of a unit has nothing to do with what is not: each has a subject of its own, and no other's people, places or visits narrow it."""
    if not unread:
        return True
    if not all(piece.names_anybody or piece.has_subject for piece in read):
        return False
    if any(piece.names_anybody for piece in unread) and not all(piece.names_anybody for piece in read):
        return False
    return not any("V" in piece.kinds for piece in read) or not any(
        "V" in piece.kinds and set(piece.kinds) & set("PLDHTAISCE") for piece in unread
    )


def _is_torn(pieces: list[Piece]) -> bool:
    """Whether a list of people is torn in two."""
    return any(
        any(introduction.kind == "provider" for introduction in first.introduces)
        and not second.introduces
        and re.match(r"(?:and |plus )?P\d", second.tagged_text.text)
        for first, second in pairwise(pieces)
    )


def _names_behind(pieces: list[Piece]) -> bool:
    """Whether people or places stand behind something else, and may narrow it: 'physicals, 30 min, Dr. Lee'."""
    kinds = [piece.introduces[-1].kind if piece.introduces else piece.family for piece in pieces]
    return any(
        second in ("provider", "location") and first not in ("provider", "location", "practice")
        for first, second in pairwise(kinds)
    )


def _name_again(tag: str, value: list[str]) -> str:
    return listing([plural(visit) for visit in value] if tag[0] == "V" else value)


def _ways_on(tagged_text: Tagged, said: str, context: Context) -> list[str]:
    """How a piece may go on from the one before."""
    text, ways = tagged_text.text, []
    joined = re.sub(r"^(?:[-–—,;:(/]+ ?)*(?:(?:and|but|also|plus|&),? )*", "", said, flags=re.I)
    if context.subject and _VERB_FIRST.match(text):
        ways.append(f"{context.subject} {joined}")
    if context.subject and context.family == "length" and re.match(r"(?:and |but )?M\d+ (?:with|at|in) [PL]\d+$", text):
        ways.append(f"{context.subject} take {joined}")
    if (
        context.family == "length"
        and re.fullmatch(
            rf"(?:and |but |, |[-•*] )?(?:V\d+|(?:everything|everyone|everybody) else)(?: ?{TAKE})? N\d+", text
        )
        and (tagged_text.of("N")[0] % 5 == 0)
        and 5 <= tagged_text.of("N")[0] <= 240
    ):
        ways.append(f"{said.rstrip(' ,;.')} minutes")
    if (
        context.family == "hours"
        and context.whose
        and re.fullmatch(
            r"(?:and |on )*(?:D\d+(?: (?:mornings?|afternoons?))?[:,]? (?:from )?H\d+|H\d+ (?:on )?D\d+)(?: (?:at|in) L\d+)?",
            text,
        )
    ):
        ways.append(f"{listing(context.whose)} {joined}")
    if context.family == "insurance" and re.fullmatch(r"(?:but |and )*(?:not|no) (?:I\d+)", text):
        ways.append("we do not accept " + re.sub(r"^(?:but |and )*(?:not|no) ", "", joined, flags=re.I))
    return ways


def _spelled(tag: str, value: object) -> str:
    """What a tag stands for, as a sentence of the language has it."""
    kind = tag[0]
    if kind == "V":
        assert isinstance(value, list)
        return listing([plural(lower_first(visit)) for visit in value])
    if kind in "PLIBFR":
        assert isinstance(value, list)
        return listing([article(item) if kind == "R" or item == "referral" else item for item in value])
    if kind == "D":
        assert isinstance(value, list)
        return listing([DAYS[day] + "s" for day in value])
    if kind == "H":
        assert isinstance(value, list)
        return listing([f"{clock(first)} to {clock(last)}" for first, last in value])
    return f"{value} minutes" if kind == "M" else str(value)
