"""What somebody typed is taken whole or refused with a sentence: no page cuts off its end without a word."""

import ast
from pathlib import Path

import pytest

import frontdesk
from frontdesk.practice.drafts import actions, queries
from frontdesk.rules.language import LONGEST
from tests import factory as f
from tests.web_client import as_staff, at

WEB = Path(frontdesk.__file__).parent / "web"
LONG = 'Book follow-up visits at least 2 days ahead when the reason mentions "{}" unless the patient is under 18.'


def sentence_of(length):
    text = LONG.format("")
    return LONG.format("x" * (length - len(text)))


# No page slices what was sent --------------------------------------------------------------------------------

CUT_ON_PURPOSE = {  # what is no text that anybody keeps: (file, function)
    ("console/alike.py", "alike"),  # looked for while it is typed
    ("console/alike.py", "_typed"),
    ("console/answers.py", "elsewhere"),  # the address of the next page, of values that pages write
    ("console/booking.py", "_placing"),  # a time, as pages write it
    ("console/booking.py", "write_down"),
    ("console/series.py", "_key"),  # keys that pages write
    ("unsent_requests.py", "said"),
    ("hooks.py", "text"),  # ids and a number that the provider of texts writes
}


def is_sent(node, known):
    """Whether an expression is what a form sent, or is made of it."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and part.attr in ("POST", "FILES"):
            return True
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "posted":
            return True
        if isinstance(part, ast.Name) and part.id in known:
            return True
    return False


def is_cut(node):
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and node.slice.upper is not None


def cuts(text):
    """(function, line) of every slice of what was sent: itself, or under a name that it was given."""
    found = []
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef):
            continue
        every = function.args.args + function.args.kwonlyargs
        known = {one.arg for one in every if one.annotation is not None and "QueryDict" in ast.unparse(one.annotation)}
        for _ in range(3):  # names of names
            for node in ast.walk(function):
                if isinstance(node, ast.Assign | ast.NamedExpr | ast.For | ast.comprehension):
                    value = node.iter if isinstance(node, ast.For | ast.comprehension) else node.value
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    if is_sent(value, known) and not is_called(value):
                        for target in targets:
                            known |= {part.id for part in ast.walk(target) if isinstance(part, ast.Name)}
        found += [
            (function.name, node.lineno) for node in ast.walk(function) if is_cut(node) and is_sent(node.value, known)
        ]
    return found


def is_called(value):
    """What a function of the house made of it is its own business: only reading and tidying are followed."""
    while isinstance(value, ast.Call):
        called = value.func
        if isinstance(called, ast.Name) and called.id not in ("str", "list", "tuple", "sorted"):
            return True
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "posted":
            return called.attr not in ("text", "texts")
        value = called.value if isinstance(called, ast.Attribute) else (value.args or [None])[0]
    return False


def test_no_page_slices_what_was_sent():
    found = {
        f"{path.relative_to(WEB)}:{line} ({function})"
        for path in WEB.rglob("*.py")
        for function, line in cuts(path.read_text())
        if (str(path.relative_to(WEB)), function) not in CUT_ON_PURPOSE
    }
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize(
    "body",
    [
        "return posted.text(request, 'reason')[:500]",
        "return ' '.join(posted.text(request, 'text').split())[:500]",
        "reason = posted.text(request, 'reason').strip(); return reason[:500]",
        "post = request.POST; rows = post.getlist('at'); return rows[:3]",
        "return [text[:9] for text in posted.texts(request, 'pick')]",
    ],
)
def test_the_walk_finds_a_cut(body):
    assert cuts(f"def view(request):\n    {body}")
    assert not cuts("def view(request):\n    rows = find(posted.text(request, 'q'))\n    return rows[:10]")


# A sentence of the rules ------------------------------------------------------------------------------------


def save(cedar, text, line=0, written=""):
    said = {"text": text, "line": line, "written": written}
    return as_staff(cedar, "manager").post(at(cedar, "setup/rules/save/"), said, follow=True)


def entries():
    return queries.examined(queries.draft()).file.setup.book.entries


@pytest.mark.parametrize("length", [499, 532, LONGEST])
def test_a_sentence_is_added_whole_as_long_as_the_language_takes_it(cedar, length):
    text = sentence_of(length)
    assert len(text) == length
    assert "Added." in save(cedar, text).content.decode()
    assert text in [entry.text for entry in entries()]


def test_one_that_is_longer_is_refused_with_its_length_and_stays(cedar):
    text = sentence_of(LONGEST + 1)
    page = save(cedar, text)
    assert page.status_code == 422 and "2,001 characters" in page.content.decode()
    assert "unless the patient is under 18." in page.content.decode() and queries.draft() is None
    read = as_staff(cedar, "manager").get(at(cedar, "setup/rules/read/"), {"text": text}).content.decode()
    assert "Too long" in read and "2,001 characters" in read


def test_one_that_the_file_takes_is_changed_and_taken_out_on_the_page(cedar):
    manager = f.actor(cedar, "manager")
    text = sentence_of(1900)
    written = "\n    ".join(text.split(" "))  # a word a line
    change = lambda t: t.replace("  Visits take 30 minutes.\n", f"  Visits take 30 minutes.\n  {written}\n")  # noqa: E731
    actions.edit(manager, actions.work_on(manager, cedar), change=change, reason="x")
    entry = next(entry for entry in entries() if "xxxx" in entry.text)
    changed = text.replace("2 days", "3 days")
    assert "Changed." in save(cedar, changed, entry.line, entry.written).content.decode()
    entry = next(entry for entry in entries() if "xxxx" in entry.text)
    assert entry.text == changed
    said = {"do": "remove", "line": entry.line, "written": entry.written}
    page = as_staff(cedar, "manager").post(at(cedar, "setup/rules/save/"), said, follow=True)
    assert "Taken out." in page.content.decode() and "xxxx" not in queries.draft().text


# Reasons -----------------------------------------------------------------------------------------------------


def drafted(cedar):
    manager = f.actor(cedar, "manager")
    change = lambda t: t.replace("Visits take 30 minutes", "Visits take 45 minutes")  # noqa: E731
    return actions.edit(manager, actions.work_on(manager, cedar), change=change, reason="x")


@pytest.mark.parametrize(("reason", "said"), [("y" * 4000 + " but not in May", "4,015 characters"), ("", "Say why")])
def test_rolling_back_says_on_its_page_what_is_wrong_with_the_reason(cedar, reason, said):
    from frontdesk.practice.drafts.shown import shown

    draft, first = drafted(cedar), queries.in_force()
    actions.publish_draft(f.actor(cedar, "manager"), draft, reason="x", was=shown(draft, cedar))
    page = as_staff(cedar, "manager").post(at(cedar, f"setup/versions/{first.pk}/roll-back/"), {"reason": reason})
    text = page.content.decode()
    assert page.status_code == 422 and said in text and f'value="{reason}"' in text
    assert f"versions/{first.pk}/roll-back/" in text, "its form is there again"
    first.refresh_from_db()
    assert first.state == "retired"


def test_publishing_with_too_much_of_a_reason_keeps_it(cedar):
    drafted(cedar)
    page = as_staff(cedar, "manager").post(at(cedar, "setup/draft/publish/"), {"reason": "z" * 501, "when": "now"})
    assert page.status_code == 422 and "501 characters" in page.content.decode() and "z" * 501 in page.content.decode()
    assert queries.draft() is not None


def test_publishing_what_somebody_else_has_published_keeps_the_reason(cedar):
    from frontdesk.practice.drafts.shown import shown
    from tests.web_client import shown_now

    draft = drafted(cedar)
    stale = shown_now(cedar)
    actions.publish_draft(f.actor(cedar, "manager"), draft, reason="x", was=shown(draft, cedar))
    sent = {"reason": "Longer visits, as agreed", "when": "now", "as_shown": stale}
    page = as_staff(cedar, "manager").post(at(cedar, "setup/draft/publish/"), sent)
    assert page.status_code == 422 and "Longer visits, as agreed" in page.content.decode()


def test_a_note_of_the_console_is_refused_and_not_cut(cedar):
    """Whatever page reads it: the one place that reads what was sent says no."""
    draft = drafted(cedar)
    said = {"do": "aside", "name": "n" * 201}
    page = as_staff(cedar, "manager").post(at(cedar, "setup/draft/change/"), said)
    draft.refresh_from_db()
    assert page.status_code == 422 and "201 characters" in page.content.decode() and draft.state == "draft"
