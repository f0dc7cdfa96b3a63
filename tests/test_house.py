"""Rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "frontdesk"
WRITES = re.compile(
    r"(?<!super\(\))\.save\(|\.delete\(|\.bulk_create\(|\.update_or_create\(|objects\.create\(|\.objects\..*\.update\("
)
MAY_WRITE = (
    "actions.py",
    "take.py",
    "lanes.py",
    "base_version.py",  # a version goes along with what it was begun with
    "patients.py",
    "drafts.py",
    "delivery.py",
    "incoming.py",  # a text that came in is kept as it came, whoever sent it
    "jobs.py",
    "demo_data.py",
    "taking_back.py",  # what waits to be said, for the actions that take something back
    "limits.py",  # counts tries, by statements of its own
    "retention.py",  # takes away what is over
    "sweeping.py",  # takes away files that nobody needs
    "sessions.py",  # begins the session of a sample, as Django begins others
    "action.py",
)


def texts(suffix: str) -> dict[str, str]:
    """By where it stands in the source, so that whatever is found names its file."""
    paths = [path for path in SOURCE.rglob(f"*{suffix}") if "migrations" not in path.parts]
    return {str(path.relative_to(SOURCE)): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture(scope="module")
def code() -> dict[str, str]:
    return texts(".py")


@pytest.fixture(scope="module")
def templates() -> dict[str, str]:
    return texts(".html")


def lines(wrong: re.Pattern[str], found: dict[str, str]) -> list[str]:
    """Each line in which that stands, after the name of its file."""
    return [
        f"{name}: {line.strip()}" for name, text in found.items() for line in text.splitlines() if wrong.search(line)
    ]


def test_the_source_is_looked_at(code, templates):
    assert len(code) > 300 and len(templates) > 150


def test_only_actions_and_what_they_are_made_of_write(code):
    others = {name: text for name, text in code.items() if Path(name).name not in MAY_WRITE}
    assert lines(WRITES, others) == []


def test_the_check_can_fail(code):
    assert WRITES.search("Appointment.objects.filter(pk=1).update(state='x')")
    assert WRITES.search("thing.save()")
    assert any(line.startswith("booking/actions.py: ") for line in lines(WRITES, code))


def test_wall_clock_time_is_made_in_few_places(code):
    assert lines(re.compile(r"timezone\.localtime"), code) == []


READS_A_PRESS = re.compile(r"\.POST\.get|\.POST\[")  # forms do, and for what stands beside them `web/posted.py`
ASKS = re.compile(r"\.objects\b|\bconnection\.cursor\(")  # rooms below do: their queries have names


@pytest.mark.parametrize(
    ("wrong", "like"),
    [
        (READS_A_PRESS, ['request.POST.get("reason", "")', 'request.POST.getlist("pick")', 'request.POST["time"]']),
        (ASKS, ["Payer.objects.filter(active=True)", "with connection.cursor() as cursor:"]),
    ],
)
def test_pages_read_no_press_by_hand_and_ask_the_database_nothing(code, wrong, like):
    assert all(wrong.search(one) for one in like)
    pages = {name: text for name, text in code.items() if name.startswith("web/")}
    assert len(pages) > 100 and lines(wrong, pages) == []


INLINE = re.compile(r"<script(?![^>]*src=)|\son\w+=|\sstyle=|https?://")
WITHOUT_TOKEN = re.compile(r'method="post"(?![^§]*?csrf_token)')


def test_templates_ask_may_by_its_tag_and_carry_nothing_inline(templates):
    def wrong(text: str) -> list[str]:
        inline = INLINE.search(text.replace("http://www.w3.org", ""))
        found = [f"inline: {inline[0].strip()}"] if inline else []
        return (
            found
            + ["asks permissions by itself"] * ("permissions" in text)
            + ["a form without its token"] * bool(WITHOUT_TOKEN.search(text))
        )

    assert {name: found for name, text in templates.items() if (found := wrong(text))} == {}
    assert wrong('<script>x</script> {{ permissions }} <form method="post">') == [  # each can be found
        "inline: <script",
        "asks permissions by itself",
        "a form without its token",
    ]


ONE_TAG = re.compile(
    r'\{% (?:block)?translate [^%]*%\}|_\("[^"]*"\)'
)  # what cannot be broken: a sentence, and what stands in it
LONGEST = 240


def test_lines_of_templates_are_short(templates):
    long = {
        f"{name}:{number}": len(bare)
        for name, text in templates.items()
        for number, line in enumerate(text.splitlines(), 1)
        if len(bare := ONE_TAG.sub("", line)) > LONGEST
    }
    assert long == {}


def test_files_are_small(code):
    long = {name: len(text.splitlines()) for name, text in code.items()}
    assert {name: lines for name, lines in long.items() if lines > 400} == {}


def test_a_notice_is_a_block(templates):
    """Inside a line its padding lies over the lines beside it as soon as it breaks: at 390 px its letters are cut."""
    inline = re.compile(r"<(?:strong|span|em|a|b)\b[^>]*\bclass=\"[^\"]*\bnotice\b")
    assert inline.search('<span class="notice notice-bad">')
    assert {name: found[0] for name, text in templates.items() if (found := inline.search(text))} == {}


def test_what_needs_a_browser_stands_where_make_browser_looks_for_it():
    tests = Path(__file__).resolve().parent
    marked = {
        path for path in tests.rglob("*.py") if re.search(r"pytest\.mark\.browser\b", path.read_text(encoding="utf-8"))
    }
    assert marked and {path.parent for path in marked} == {tests / "browser"}


BRITISH = re.compile(r"\bcancell(?:ed|ing)\b", re.IGNORECASE)  # names in the code, and codes, may stay so
DOCUMENTS = SOURCE.parents[1] / "docs"


def said(code: dict[str, str]) -> Iterator[str]:
    """What people may read: every text of the code that is more than a word, every text of a page, and the documents without their code."""
    for name, text in code.items():
        if Path(name).name != "models.py":  # what its columns are for is told to nobody
            yield from (one for one in sentences(text) if " " in one)
    catalogue = read_po((SOURCE / "web/locale/es/LC_MESSAGES/django.po").open("rb"), locale="es")
    for message in catalogue:
        yield from [message.id] if isinstance(message.id, str) else message.id
    for page in sorted(DOCUMENTS.glob("*.md")):
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        yield from re.sub(r"`[^`]*`|\w+, Cancelled, \w+", "", text).splitlines()


def sentences(text: str) -> Iterator[str]:
    """The texts of a file of code, without those that say what its parts are for, and what asks the database."""
    tree = ast.parse(text)
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def test_what_people_read_is_american(code):
    assert [one for one in said(code) if BRITISH.search(one)] == []


def test_british_words_would_be_found():
    assert [one for one in sentences('"""It is cancelled."""\nsay(f"It is cancelled by {who}")') if BRITISH.search(one)]
    assert not [one for one in sentences('"""It is cancelled."""\nx = 1') if BRITISH.search(one)]


SAYS_NOTHING = {"one", "found"}  # of anything: its reader has to look up what stands behind it


def bindings(text: str) -> Iterator[tuple[str, int]]:
    """Every name that the code gives to something, with its line: a variable, a parameter, a function, a field, an import."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name, node.lineno
            case ast.alias(name=name, asname=other):
                yield other or name, node.lineno


def test_names_say_what_a_thing_is(code):
    given = {file: list(bindings(text)) for file, text in code.items()}
    assert {"appointment", "patient"} <= {name for name, _line in given["booking/actions.py"]}  # names are seen at all
    assert [f"{file}:{line}: {name}" for file in given for name, line in given[file] if name in SAYS_NOTHING] == []


@pytest.mark.parametrize(
    "text",
    [
        "for one in rows: pass",
        "[one for one in rows]",
        "{key: one for key, one in rows.items()}",
        "one, other = pair",
        "one: int = 1",
        "if (one := rows.first()): pass",
        "def same(one, other): pass",
        "def same(*, one=None): pass",
        "sorted(rows, key=lambda one: one.start)",
        "with lock as one: pass",
        "try: pass\nexcept KeyError as one: pass",
        "match event:\n case Moved(new=one): pass",
        "match rows:\n case [*one]: pass",
        "from .scope import one",
        "import rows as one",
        "def one(): pass",
        "class Pair:\n one: int",
    ],
)
def test_a_name_that_says_nothing_is_seen_wherever_it_is_given(text):
    assert "one" in {name for name, _line in bindings(text)}
    assert "one" not in {name for name, _line in bindings(text.replace("one", "row"))}
