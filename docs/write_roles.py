"""Writes docs/roles.md from the default table of roles; `tests/test_docs.py` fails when the two differ."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

settings.configure()  # names are marked for translation, and that asks

from frontdesk.access.roles import DEFAULT, EVERY_STAFF, NAMES  # noqa: E402
from frontdesk.access.wording import GROUPS, WORDS  # noqa: E402

HEAD = """\
# Who may do what

*Written from `src/frontdesk/access/roles.py` and `wording.py` by `python docs/write_roles.py`; a test fails when the two differ.*

The table that a practice begins with; it is edited in Set up → Roles. **yes** is for anything of the practice, **own** only for what is one's own: a patient's
own records and those they act for, a clinician's own requests and calendar. What is not here nobody may do. All staff may also: {every}.
"""


def text() -> str:
    powers = {permission.removesuffix(":own") for given in DEFAULT.values() for permission in given}
    lines = [HEAD.format(every=", ".join(WORDS[one].lower() for one in sorted(EVERY_STAFF)))]
    for group, words in GROUPS.items():
        lines += [
            f"## {group}\n",
            f"| Permission | {' | '.join(NAMES[who] for who in DEFAULT)} |",
            f"| --- |{' --- |' * len(DEFAULT)}",
            *(
                f"| {said} (`{power}`) | {' | '.join(_cell(power, given) for given in DEFAULT.values())} |"
                for power, said in words.items()
                if power in powers
            ),
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def _cell(power: str, given: tuple[str, ...]) -> str:
    if power in given:
        return "yes"
    return "own" if f"{power}:own" in given else ""


if __name__ == "__main__":
    (Path(__file__).parent / "roles.md").write_text(text())
