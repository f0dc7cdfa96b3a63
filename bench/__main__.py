"""`make bench`: every measure, printed as a table."""

from __future__ import annotations

from . import console, engine, language, web


def main() -> None:
    parts = (
        ("Engine", engine.measures()),
        ("Language", language.measures()),
        ("Web", web.measures()),
        ("Staff console and set-up at 200 providers, 2 years of history, 400 open requests", console.measures()),
    )
    for title, rows in parts:
        print(f"\n{title}")
        for what, found in rows:
            print(f"  {what:78} {found}")


if __name__ == "__main__":
    main()
