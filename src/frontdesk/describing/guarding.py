"""What is read by itself and yet belongs to what stands before it: hours and rules behind somebody, lists and tables under a heading."""

from __future__ import annotations

import re
from itertools import pairwise

from .names import is_title
from .reading import Piece, Reader
from .tags import tagged
from .words import MARKS_ONLY, Unit

_ITEM = re.compile(r"[VPLD]\d+(?: ?[-:,]? ?[DHMNV]\d+)+")
_LENGTH_ALONE = re.compile(r"(?:[-•*] )?V\d+ ?[-:,]? ?M\d+")
_OF_THE_PRACTICE = re.compile(r"open|hours|see patients|closed|lunch")
_SAYS_WE = re.compile(r"(?:(?:and|but|so) )?(?:we|our|i|my|hi|hello|welcome|thank|thanks|B\d+)\b")
_ENDS = re.compile(r"[.!?;][\"')\]”’]*$")
_LONGEST_HEADING = 8  # words


def guarded(
    pieces: list[Piece], units: list[Unit], reader: Reader, text: str, spans: list[tuple[int, int]]
) -> list[Piece]:
    """The pieces, less what may be of whoever, or whatever, stands before it."""
    work = _Guard(units, reader, [text.count("\n", 0, begin) for begin, _end in spans])
    return work.under_headings(work.behind_others(pieces))


class _Guard:
    """`lines`: the line of each word."""

    def __init__(self, units: list[Unit], reader: Reader, lines: list[int]) -> None:
        self.units, self.reader, self.lines = units, reader, lines
        self.firsts = {unit.first for unit in units}

    def said(self, piece: Piece | Unit) -> str:
        return " ".join(self.reader.words[piece.first : piece.last])

    # Behind somebody ---------------------------------------------------------------------------------------

    def behind_others(self, pieces: list[Piece]) -> list[Piece]:
        """Marks belong to what stands before them; what says of nobody whose it is, may be of who stands before it."""
        made: list[Piece] = []
        taken_away = False  # of this sentence
        for piece in pieces:
            taken_away = taken_away and piece.first not in self.firsts
            if made and MARKS_ONLY.fullmatch(self.said(piece).replace(" ", "")):
                made[-1] = _to(made[-1], piece.last)
            elif made and piece.is_read and (taken_away or self._may_be_of(piece, made[-1])):
                taken_away = True
                made.append(piece.unread())
            else:
                made.append(piece)
        return made

    def _may_be_of(self, piece: Piece, before: Piece) -> bool:
        if piece.first not in self.firsts:
            return False
        near = self.lines[piece.first] == self.lines[before.last - 1]
        if not before.is_read and self.reader.words[before.last - 1].endswith(";"):
            return True
        if not before.is_read and near and _LENGTH_ALONE.fullmatch(piece.tagged_text.text):
            return True
        if piece.names_anybody or (piece.has_subject and not _OF_THE_PRACTICE.match(piece.tagged_text.text)):
            return False
        if not before.is_read and near and not _SAYS_WE.match(before.tagged_text.text):
            return before.names_anybody or bool(_OF_THE_PRACTICE.match(piece.tagged_text.text))
        return self._are_somebodys_hours(piece, before)

    def _are_somebodys_hours(self, piece: Piece, before: Piece) -> bool:
        if not piece.hours or _OF_THE_PRACTICE.search(self.said(piece).lower()):
            return False
        if before.hours:
            return bool(before.hours[0].who)
        return not before.is_read or any(new.kind == "provider" and len(new.names) == 1 for new in before.introduces)

    # Under a heading ---------------------------------------------------------------------------------------

    def under_headings(self, pieces: list[Piece]) -> list[Piece]:
        """What stands under a heading that is not understood is asked, with the heading."""
        under = dict.fromkeys((unit.first for unit in self.units), "")
        inside: dict[int, list[Piece]] = {first: [] for first in under}
        first = 0
        for piece in pieces:
            first = piece.first if piece.first in inside else first
            inside[first].append(piece)
        heading, loose = "", False
        for unit, following in pairwise(self.units):
            near = self.lines[following.first] <= self.lines[unit.last - 1] + 1
            if not heading and self._is_heading(unit, following, near, inside[unit.first]):
                heading, loose = self.said(unit), self.said(unit).endswith(":")
            goes_on = near and not unit.bulleted and (heading.endswith(":") or self._is_item(following))
            if heading and (following.bulleted or loose or goes_on):
                under[following.first] = heading
            else:
                heading = ""
            loose = False
        made, of = [], ""
        for piece in pieces:
            of = under.get(piece.first, of)
            made.append(piece.unread(of) if of else piece)
        return made

    def _is_heading(self, unit: Unit, following: Unit, near: bool, pieces: list[Piece]) -> bool:
        said = self.said(unit)
        if unit.cells or _ENDS.search(said) or self.lines[unit.last - 1] == self.lines[following.first]:
            return False
        if any(piece.is_read and not self._is_of_one(piece) for piece in pieces):
            return False
        if said.endswith(":"):
            return True
        tagged_text = tagged(said, self.reader.names, self.reader.today)
        if (
            unit.bulleted
            or unit.last - unit.first > _LONGEST_HEADING
            or set("BHMNTD") & {tag[0] for tag in tagged_text.values}
        ):
            return False
        if unit is self.units[0] and (tagged_text.of("P") or is_title(said)):
            return False  # whose practice it is
        return following.bulleted or bool(following.cells) or (near and self._is_item(following))

    def _is_item(self, unit: Unit) -> bool:
        """Whether it is one of a list, without its bullet: 'Biopsies 30 minutes'."""
        tagged_text = tagged(self.said(unit), self.reader.names, self.reader.today)
        return bool(_ITEM.fullmatch(tagged_text.text)) and not _ENDS.search(self.said(unit))

    def _is_of_one(self, piece: Piece) -> bool:
        return bool(piece.introduces) and self.reader.is_of_few(piece)


def _to(piece: Piece, last: int) -> Piece:
    return Piece(
        piece.first, last, piece.tagged_text, piece.family, piece.sentences, piece.hours, piece.introduces, piece.under
    )
