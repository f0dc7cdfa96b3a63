"""Puts the lists of what is inside (`make sbom`, CycloneDX) into a wheel's `.dist-info/sboms/`, as PEP 770 says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Inside(BuildHookInterface):
    """An editable installation is made before there is anything to list."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        made = sorted(Path(self.root, "build", "sbom").glob("*.cdx.json"))
        if version == "standard":
            build_data["sbom_files"] += [str(one.relative_to(self.root)) for one in made]
