"""The house in figures, of this tree and of commits beside it: `python -m bench.house b4f18c41~1` prints a table.

Nothing is typed in: each figure is counted in the files of that commit.  What runs (queries of pages) is held by tests as
"at most", and read from them.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONG = 40  # lines of a function that still fits on a screen
SENTENCE = re.compile(r'\{% (?:block)?translate [^%]*%\}|_\("[^"]*"\)')  # cannot be broken
HELD = "tests/web/test_questions_of_a_page.py"


def modules(tree: Path) -> dict[str, Path]:
    """By dotted name, migrations left out."""
    source = tree / "src"
    found = {}
    for path in (source / "frontdesk").rglob("*.py"):
        if "migrations" not in path.parts:
            name = ".".join(path.relative_to(source).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


@cache
def _parsed(path: Path) -> ast.Module:
    """A file of a tree; each figure looks at all of them."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(name: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules of ours that one names, inside functions too; not those that only types need."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in _run(_parsed(path)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name in known)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            target = ".".join([*base, *([node.module] if node.module else [])])
            for one in node.names:
                yield f"{target}.{one.name}" if f"{target}.{one.name}" in known else target


def _run(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)):
            yield from _run(child)


def circles(tree: Path) -> int:
    """Groups of neighbours in one package that lead back to each other, as `import-linter` holds them apart."""
    known = modules(tree)
    edges = [(name, to) for name, path in known.items() for to in imports(name, path, known) if to in known]
    beside: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one, other in edges:
        left, right = one.split("."), other.split(".")
        depth = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), None)
        if depth is not None:
            beside[".".join(left[:depth])][left[depth]].add(right[depth])
    return sum(len(_circles(graph)) for graph in beside.values())


def _circles(graph: dict[str, set[str]]) -> list[frozenset[str]]:
    def reached(start: str) -> set[str]:
        found: set[str] = set()
        waiting = list(graph.get(start, ()))
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += graph.get(one, ())
        return found

    reach = {one: reached(one) for one in list(graph)}
    groups = {frozenset(other for other in reach if other in reach[one] and one in reach[other]) for one in reach}
    return [group for group in groups if group]


def long_functions(tree: Path) -> int:
    """Functions of more lines than fit on a screen."""
    return sum(
        (node.end_lineno or 0) - node.lineno + 1 > LONG
        for path in modules(tree).values()
        for node in ast.walk(_parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def strict_rooms(tree: Path) -> str:
    """Rooms for which mypy's settings leave out nothing, of all."""
    rooms = {path.parent.name for path in (tree / "src/frontdesk").glob("*/__init__.py")}
    mypy = tomllib.loads((tree / "pyproject.toml").read_text()).get("tool", {}).get("mypy", {})
    strict = set(rooms) if mypy.get("strict") else set()
    for one in mypy.get("overrides", ()):
        names = one["module"] if isinstance(one["module"], list) else [one["module"]]
        named = {name.split(".")[1] for name in names if name.startswith("frontdesk.")} & rooms
        strict = strict | named if one.get("strict") or one.get("disallow_untyped_defs") else strict
        if one.get("ignore_errors") or one.get("disallow_untyped_defs") is False:
            strict -= named
    return f"{len(strict)} of {len(rooms)}"


def longest_line(tree: Path) -> int:
    """Of a template, without sentences, which cannot be broken."""
    pages = (tree / "src/frontdesk/web/templates").rglob("*.html")
    return max(len(SENTENCE.sub("", line)) for page in pages for line in page.read_text("utf-8").splitlines())


def naming_a_family(tree: Path) -> int:
    """Modules that name one family of rules or another: each is a place to look at when one is added."""
    known = modules(tree)
    folder = "frontdesk.rules.families."
    return sum(
        any(to.startswith(folder) for to in imports(name, path, known))
        for name, path in known.items()
        if not f"{name}.".startswith(folder)
    )


def pages(tree: Path) -> str:
    """Of each page how many queries a test lets it ask."""
    path = tree / HELD
    if not path.exists():
        return "held by no test"
    text = path.read_text()
    found = {page: int(most) for most, page in re.findall(r'\((\d+), "([^"]+)"\)', text)}
    if one := re.search(r"^REQUEST = (\d+)", text, re.M):
        found["console/requests/"] = int(one[1])
    if away := re.search(r"console/away/.*?== few <= (\d+)", text, re.S):
        found["console/away/"] = int(away[1])
    return ", ".join(f"{page.split('?')[0]} {most}" for page, most in sorted(found.items()))


FIGURES: dict[str, Callable[[Path], object]] = {
    "import circles": circles,
    f"functions over {LONG} lines": long_functions,
    "functions": lambda tree: sum(path.read_text().count("def ") for path in modules(tree).values()),
    "strictly typed rooms": strict_rooms,
    "longest template line": longest_line,
    "modules that name a family of rules": naming_a_family,
    "queries of pages, at most": pages,
}


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def figures(commit: str = "") -> dict[str, str]:
    """Of a commit; of what lies here, where none is named."""
    if not commit:
        return {what: str(count(ROOT)) for what, count in FIGURES.items()}
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=BytesIO(archive)) as packed:
        packed.extractall(folder, filter="data")
        return {what: str(count(Path(folder))) for what, count in FIGURES.items()}


def main(commits: list[str]) -> None:
    columns = {commit or "here": figures(commit) for commit in [*commits, ""]}
    print(f"| | {' | '.join(columns)} |\n| --- |{' --- |' * len(columns)}")
    for what in FIGURES:
        print(f"| {what} | {' | '.join(column[what] for column in columns.values())} |")


if __name__ == "__main__":
    main(sys.argv[1:])
