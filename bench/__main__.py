"""`make bench`: every measure, printed as a table."""

from __future__ import annotations

from . import engine, language, web


def main() -> None:
    for title, rows in (("Engine", engine.measures()), ("Language", language.measures()), ("Web", web.measures())):
        print(f"\n{title}")
        for what, found in rows:
            print(f"  {what:78} {found}")


if __name__ == "__main__":
    main()
