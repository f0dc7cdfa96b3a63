"""Every page that stands in a world, opened once by somebody whom it is for."""

from collections.abc import Iterator

from frontdesk.access.roles import STAFF_ROLES
from tests.web.test_permissions import TABLE
from tests.web.world import World


def every_answer(
    world: World, *, who=("patient", *STAFF_ROLES), language: str = ""
) -> Iterator[tuple[str, str, object]]:
    """(route, address, answer) of each route that something of the world stands at; to a GET of the first of `who` to whom it is open."""
    for route, (allowed, *_) in TABLE.items():
        role = next((one for one in who if one in allowed), None)
        if role is None:
            continue
        try:
            path = world.address(route)
        except AssertionError:
            continue  # nothing of the world stands there
        client = world.client(role, tokens=False)
        if language:
            client.cookies["frontdesk_language"] = language
        yield route, path, client.get(path)


def every_page(world: World, **how) -> Iterator[tuple[str, str, str]]:
    """(route, address, text) of each of these that is a page."""
    for route, path, answer in every_answer(world, **how):
        if answer.status_code == 200 and not answer.streaming and answer["Content-Type"].startswith("text/html"):
            yield route, path, answer.content.decode()
