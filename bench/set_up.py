"""Set-up at 200 providers: the pages of a draft, what it would break, and a try-out, with the median or the whole time of each."""

from __future__ import annotations

import time
from typing import Any

from .clock import median_ms, ms

DRAFTS = (  # what a manager changes: (what it is, sentence)
    ("one provider is away a day", "Dr. Number7 is away on {day}."),
    ("nothing that is booked is touched", "Visits start every 15 minutes."),
    ("every visit needs a room", "Visits need an exam room."),
)
PAGES = ("rules/", "draft/", "try/", "hours/p7/", "versions/")


def report(practice: Any, client: Any, boss: Any, day: object) -> None:
    """Prints a row for each measure.  Inside no transaction."""
    from frontdesk.practice.drafts import actions, queries
    from frontdesk.practice.file.editing import with_sentence
    from frontdesk.tenancy.context import inside_practice

    for what, sentence in DRAFTS:
        with inside_practice(practice):
            draft = actions.work_on(boss, practice)
            actions.edit(
                boss, draft, change=lambda text, s=sentence: with_sentence(text, s.format(day=day)), reason="x"
            )
        url = f"/{practice.slug}/setup/draft/"
        began = time.perf_counter()
        assert client.get(url).status_code == 200
        first = (time.perf_counter() - began) * 1000
        took = median_ms(lambda url=url: client.get(url), 3)  # type: ignore[misc]
        print(f"draft: {what}: GET /setup/draft/ first, then\t{first:9.1f} ms {ms(took)}")
        if what == DRAFTS[-1][0]:
            _look(practice, client)
        if what == DRAFTS[0][0]:
            _pages(practice, client)
            _reading(practice, client)
            _trial(practice, boss)
        with inside_practice(practice):
            found = queries.draft()
            assert found is not None
            actions.drop(boss, found)


def _look(practice: Any, client: Any) -> None:
    """Which of five thousand appointments would no longer fit, with what is taken around each."""
    began = time.perf_counter()
    assert client.get(f"/{practice.slug}/setup/draft/?look=1").status_code == 200
    print(f"which of 5,000 appointments it would break, after the page\t{time.perf_counter() - began:9.1f} s")


def _pages(practice: Any, client: Any) -> None:
    for page in PAGES:
        url = f"/{practice.slug}/setup/{page}"
        assert client.get(url).status_code == 200, page
        took = median_ms(lambda url=url: client.get(url), 5)  # type: ignore[misc]
        print(f"with that draft: GET /setup/{page}\t{ms(took)}")


def _reading(practice: Any, client: Any) -> None:
    url = f"/{practice.slug}/setup/rules/read/?text=Visits+with+Dr.+Number8+take+25+minutes&id=new"
    assert client.get(url).status_code == 200
    took = median_ms(lambda: client.get(url), 5)
    print(f"a sentence read as it is typed, and weighed\t{ms(took)}")


def _trial(practice: Any, boss: Any) -> None:
    from frontdesk.practice.drafts import queries
    from frontdesk.reports.trials import actions
    from frontdesk.tenancy.context import inside_practice

    with inside_practice(practice):
        draft, published = queries.draft(), queries.in_force()
        assert draft is not None and published is not None
        trial = actions.begin(boss, draft, against=published, days=30)
    began = time.perf_counter()
    actions.run(practice.pk, trial.pk)
    with inside_practice(practice):
        trial.refresh_from_db()
    print(
        f"a try-out of 30 days in the worker ({trial.total:,} cases, twice each)\t{time.perf_counter() - began:9.1f} s"
    )
