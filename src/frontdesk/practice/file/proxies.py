"""`proxies:`: who may see, book and cancel for whom.  States differ, so it is the practice's table and nobody's code."""

from __future__ import annotations

from collections.abc import Collection

from ...rules.vocabulary import nearest
from .model import POWERS, WHO, ProxyRule
from .nodes import Node


def read_proxies(top: Node, visit_types: Collection[str]) -> tuple[ProxyRule, ...]:
    return tuple(_line(node, visit_types) for node in top.items("proxies", "a line of 'proxies'"))


def _line(node: Node, visit_types: Collection[str]) -> ProxyRule:
    node.only("who", "from age", "under age", "visits", "may")
    who = node.text("who", required=True)
    if who and who not in WHO:
        hint = nearest(who, WHO)
        node.fault("who", f"'{who}' is not one of {', '.join(WHO)}" + (f"; did you mean '{hint}'?" if hint else ""))
    powers = node.strings("may")
    for power in powers:
        if power not in POWERS:
            node.fault("may", f"'{power}' is not one of {', '.join(POWERS)}")
    if "may" not in node.data:
        node.faults.add(node.line, f"{node.what} has no 'may'; write for example may: [see, book]")
    least, most = node.number("from age", 0, 0, 130), node.number("under age", 200, 1, 200)
    if most <= least:
        node.fault("under age", f"nobody is {least} or older and under {most}")
    visits = [node.reference("visits", visit, visit_types, "visit type") for visit in node.strings("visits")]
    return ProxyRule(
        who,
        frozenset(powers),
        least,
        most,
        frozenset(visit for visit in visits if visit) if "visits" in node.data else None,
    )
