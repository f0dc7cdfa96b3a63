"""`frontdesk new-key|client|bounce|recalls|referrals`: keys, and what comes in from other systems on this machine."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.counting import counted
from .cli_database import django, need_database, told
from .complaint import WRONG, Complaint, complain

if TYPE_CHECKING:
    from ..imports.columns import LeftOut
    from ..imports.reader import How, Loaded, Taken
    from ..tenancy.models import Practice


def add_to(commands: Any) -> None:
    key = commands.add_parser("new-key", help="a new key for documents (FRONTDESK_DOCUMENT_KEYS)")
    key.set_defaults(run=_new_key)

    bounce = commands.add_parser("bounce", help="a mail that came back, on standard input, as the mail server pipes it")
    bounce.set_defaults(run=_bounce)
    told(bounce)

    client = commands.add_parser("client", help="a token for another system; an earlier one of that name stops working")
    client.add_argument("practice", metavar="PRACTICE", help="its part of the address")
    client.add_argument("name", metavar="NAME")
    client.add_argument("--scope", action="append", default=[], metavar="SCOPE", help="recall.order, patient.view")
    client.set_defaults(run=_client)
    told(client)

    for name, run, words in (
        ("recalls", _recalls, "visits that are due, from a CSV file; the same key is loaded once"),
        ("referrals", _referrals, "referrals from a CSV file; the same key is loaded once"),
    ):
        feed = commands.add_parser(name, help=words)
        feed.add_argument("practice", metavar="PRACTICE", help="its part of the address")
        feed.add_argument("file", metavar="FILE")
        feed.add_argument("--look", action="store_true", help="say how the file is read, and load nothing")
        feed.add_argument(
            "--leave-out", action="store_true", help="leave out columns that are not known, and say which"
        )
        feed.add_argument(
            "--skip-bad",
            metavar="NEWFILE",
            help="load the good lines; the others go to this new file with what is wrong",
        )
        feed.add_argument(
            "--encoding", default="", metavar="NAME", help="how the file is written, such as windows-1252"
        )
        feed.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="HEADING=COLUMN",
            help="which column a heading is, such as 'Chart #=key'; as often as there are such headings",
        )
        feed.set_defaults(run=run)
        told(feed)


def _client(arguments: argparse.Namespace) -> int:
    need_database()
    django()
    from ..people.actions import new_client
    from ..tenancy.context import inside_practice
    from ..tenancy.models import Practice

    practice = Practice.objects.filter(slug=arguments.practice).first()
    if practice is None:
        return complain(f"no practice '{arguments.practice}'")
    try:
        with inside_practice(practice):
            print(new_client(practice, arguments.name, arguments.scope))
    except ValueError as error:
        return complain(str(error))
    return 0


def _new_key(_: argparse.Namespace) -> int:
    from .demo import document_key

    print(document_key())
    return 0


def _bounce(_: argparse.Namespace) -> int:
    """Always 0 for a mail that is not about a message of ours: a mail server would bounce the bounce."""
    raw = sys.stdin.buffer.read(1024 * 1024)
    need_database()
    django()
    from ..messaging.actions import bounced
    from ..messaging.bounces import read
    from ..messaging.models import Message
    from ..tenancy.context import inside_practice
    from ..tenancy.models import Practice

    bounce = read(raw)
    if bounce is None:
        return 0
    key, words = bounce
    for practice in Practice.objects.filter(sample_of=None):
        with inside_practice(practice):
            message = Message.objects.filter(pk=key, channel="email").first()
            if message is not None:
                bounced(message, words)
    return 0


def _recalls(arguments: argparse.Namespace) -> int:
    def work(_practice: Practice, data: bytes, how: How) -> Loaded | Taken:
        from ..access.may import SYSTEM
        from ..outreach.recalls import importing

        return (importing.look if arguments.look else importing.load)(SYSTEM, data, how)

    return _file(arguments, work)


def _referrals(arguments: argparse.Namespace) -> int:
    def work(practice: Practice, data: bytes, how: How) -> Loaded | Taken:
        from ..access.may import SYSTEM
        from ..intake.referrals import importing

        return (importing.look if arguments.look else importing.load)(SYSTEM, practice, data, how)

    return _file(arguments, work)


def _file(arguments: argparse.Namespace, work: Callable[[Practice, bytes, How], Loaded | Taken]) -> int:
    """What `work` does with a file, said; or every fault by its line."""
    try:
        data = Path(arguments.file).read_bytes()
    except OSError as error:
        return complain(f"cannot read {arguments.file}: {error.strerror or error}")
    need_database()
    django()
    from ..imports.faults import Faults
    from ..imports.reader import How, Loaded
    from ..tenancy.context import inside_practice
    from ..tenancy.models import Practice

    practice = Practice.objects.filter(slug=arguments.practice).first()
    if practice is None:
        return complain(f"no practice '{arguments.practice}'")
    columns = tuple(_heading(said) for said in arguments.column)
    back = None if arguments.look or not arguments.skip_bad else _new(arguments.skip_bad)
    how = How(arguments.leave_out, back is not None, arguments.encoding, columns=columns)
    try:
        with inside_practice(practice):
            done = work(practice, data, how)
            if isinstance(done, Loaded) and back is not None:  # kept before anything is: no line is lost
                _give_back(back, done)
    except Faults as faults:
        print("\n".join(faults.lines), file=sys.stderr)
        _forget(back)
        return WRONG
    except BaseException:
        _forget(back)
        raise
    if not isinstance(done, Loaded):
        print(_how(done))
        return WRONG if done.wrong else 0
    print("\n".join([f"{done.made} saved, {done.known} already here", *_orders(done)]))
    print("".join(f"{line}\n" for line in _left_out(done.left_out)), end="", file=sys.stderr)
    if done.refused:
        return _not_loaded(done, back)
    return 0


def _heading(said: str) -> tuple[str, str]:
    """'Chart #=key': the last sign divides, since a heading may have one.  Raises Complaint."""
    heading, sign, column = said.rpartition("=")
    if not sign or not heading.strip() or not column.strip():
        raise Complaint(f"--column takes HEADING=COLUMN, such as 'Chart #=key', not '{said}'")
    return heading, column


def _new(path: str) -> Path:
    """A file that nobody had, readable by you alone: patients' data come into it.  Raises Complaint."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise Complaint(f"{path} is there already; what is refused goes to a new file") from None
    except OSError as error:
        raise Complaint(f"cannot write {path}: {error.strerror or error}") from None
    return Path(path)


def _forget(back: Path | None) -> None:
    if back is not None:
        back.unlink(missing_ok=True)


def _give_back(back: Path, done: Loaded) -> None:
    from ..imports.given_back import given_back

    if done.refused:
        back.write_text(given_back(done.heading, done.refused), encoding="utf-8", newline="")
    else:
        back.unlink()


def _not_loaded(done: Loaded, back: Path | None) -> int:
    """1: something was done, and something was not; 2: nothing was."""
    from ..imports.reader import to_say

    print("\n".join(map(str, to_say(done.refused))), file=sys.stderr)
    print(f"not loaded, and in {back} with what is wrong: {counted(len(done.refused), 'line')}", file=sys.stderr)
    return 1 if done.made or done.known else WRONG


def _orders(read: Taken | Loaded) -> list[str]:
    """How dates were read that can be meant in two ways."""
    whole = [f"dates {read.order}"] if read.order else []
    return [*whole, *([f"dates with dots or hyphens {read.dotted_order}"] if read.dotted_order else [])]


def _how(taken: Taken) -> str:
    """For whoever asked, on their terminal."""
    guessed = " (a guess; --encoding says another)" if taken.guessed else ""
    lines = [
        f"{counted(taken.rows, 'row')} {'read, none loaded before the headings are known' if taken.headings else 'to load'}, {counted(len(taken.refused), 'line')} refused; "
        f"{taken.encoding}{guessed}, {taken.delimiter} between columns",
        *(f"line {line} has letters that depend on it: {text}" for line, text in taken.lettered if taken.guessed),
        *_orders(taken),
        *(["dates as Excel's numbers"] if taken.excels_dates else []),
        *(f"{heading} -> {name}" for heading, name in taken.columns),
        *(f"{heading} -> not known" for heading in taken.unknown),
        *_left_out(taken.left_out),
        *("as loaded: " + ", ".join(f"{name}: {cell}" for name, cell in row.items() if cell) for row in taken.first),
        *map(str, taken.wrong),
    ]
    return "\n".join(lines)


def _left_out(columns: Sequence[LeftOut]) -> list[str]:
    return [
        f"{left_out.heading or 'a column without a heading'} is left out ({counted(left_out.filled, 'filled cell')})"
        + ("; it is a part of the name" if left_out.of_a_name else "")
        for left_out in columns
    ]
