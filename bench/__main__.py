"""`make bench`: every measure, printed as a table."""

from __future__ import annotations

from . import console, engine, language, search, web


def main() -> None:
    parts = (
        ("Engine", engine.measures()),
        ("Language", language.measures()),
        ("Search over the real database, 15 of 16 times of each day booked 120 days ahead", search.measures()),
        ("Web", web.measures()),
        ("Staff console and set-up at 200 providers, 2 years of history, 400 open requests", console.measures()),
    )
    for title, rows in parts:
        print(f"\n{title}")
        for what, found in rows:
            print(f"  {what:78} {found}")


if __name__ == "__main__":
    main()
