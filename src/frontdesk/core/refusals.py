"""The one error with which Frontdesk says no: a code for programs, an HTTP status, a sentence for people.

Each room has its few kinds of it.  One place turns it into a page, one into JSON, one into an exit status.
"""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """Something that was asked for is not done, and `sentence` says why and what to do, in the reader's words.

    A kind sets `code` (stable, for programs) and `status` (HTTP); one that can say no only in one way overrides `sentence`.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, sentence: str = "") -> None:
        self._sentence = sentence
        super().__init__(sentence)

    @property
    def sentence(self) -> str:
        """What people read."""
        return self._sentence

    def __str__(self) -> str:
        return self.sentence
