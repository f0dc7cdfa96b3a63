"""What every page's frame says (whose half-typed forms these are, the practice, the language) no view says otherwise."""

import ast
from pathlib import Path

from django.test import RequestFactory

from frontdesk.web import context
from tests.intake.test_referrals import receive
from tests.web_client import as_staff, at

WEB = Path(context.__file__).parent
FRAME = set(context.frame(RequestFactory().get("/")))
# Given by some views as what they are anyway, or asked for in a form of that name.
SAME = {"practice", "actor", "language"}


def names_given(tree: ast.AST):
    """The names of every dictionary that a view renders with or adds to its context."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            yield from ((key.value, node.lineno) for key in node.keys if isinstance(key, ast.Constant))


def test_no_view_gives_another_meaning_to_a_name_of_the_frame():
    found = [
        f"{path.relative_to(WEB)}:{line} {name}"
        for path in sorted(WEB.rglob("*.py"))
        if path.name != "context.py" and "render(" in path.read_text()
        for name, line in names_given(ast.parse(path.read_text()))
        if name in FRAME - SAME
    ]
    assert found == []


def test_control_one_that_does_is_found():
    assert [name for name, _ in names_given(ast.parse('render(request, "x.html", {"drafts_of": 1})'))] == ["drafts_of"]


def test_a_half_typed_referral_is_kept_for_whoever_types_it_and_names_no_patient(cedar):
    referral = receive(cedar)
    desk = as_staff(cedar, "scheduler")
    page = desk.get(at(cedar, f"console/referrals/{referral.pk}/")).content.decode()
    assert f'data-who="{desk.who.pk}"' in page
