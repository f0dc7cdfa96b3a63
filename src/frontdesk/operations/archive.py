"""One file that holds a whole installation: a zip of tables and documents, and a manifest that says what must be in it.

It gets its name only when it is whole, on the disk, and read once more.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import lzma
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST = "manifest.json"
DOCUMENT = re.compile(r"documents/([0-9a-f-]{36})/([0-9a-f]{2})/(\2[0-9a-f]{62})")
_PIECE = 1 << 20
# What reading a zip raises where bytes of it are not what they were: the library says it in many ways.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    struct.error,
)


class BadArchive(Exception):
    """The text says what is wrong with the file, in one line."""


class Writer:
    """Entries one after the other, each with its digest."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.digests: dict[str, str] = {}

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        seen = hashlib.sha256()
        with self._file.open(name, "w", force_zip64=True) as entry:
            for piece in pieces:
                seen.update(piece)
                entry.write(piece)
        self.digests[name] = seen.hexdigest()

    def finish(self, manifest: dict[str, Any]) -> None:
        text = json.dumps({"format": FORMAT, **manifest, "entries": self.digests}, indent=1, sort_keys=True)
        self._file.writestr(MANIFEST, text)


@contextlib.contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """A file that appears under its name only when all went well.  Raises FileExistsError, OSError."""
    if target.exists():
        raise FileExistsError(17, "is there already", str(target))
    half = target.with_name(f".{target.name}.{os.getpid()}.half")
    try:
        with os.fdopen(os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as packed:
                yield Writer(packed)
            file.flush()
            os.fsync(file.fileno())
        with reading(half):
            pass
        os.link(half, target)  # refuses where somebody else was faster
        with contextlib.closing(_Folder(target.parent)) as folder:
            os.fsync(folder.number)
    finally:
        half.unlink(missing_ok=True)


class _Folder:
    def __init__(self, path: Path) -> None:
        self.number = os.open(path, os.O_RDONLY)

    def close(self) -> None:
        os.close(self.number)


class Reader:
    def __init__(self, file: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
        self._file, self.manifest = file, manifest

    def pieces(self, name: str) -> Iterator[bytes]:
        with self._file.open(name) as entry:
            while piece := entry.read(_PIECE):
                yield piece

    def documents(self) -> list[str]:
        return [name for name in self.manifest["entries"] if name.startswith("documents/")]


@contextlib.contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Every entry is read and compared before anything is done with it.  Raises BadArchive, OSError."""
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(zipfile.ZipFile(path))
            reader = Reader(file, _manifest(file))
            _compare(reader, set(file.namelist()))
        except DAMAGED:
            raise BadArchive("this is not a whole backup of Frontdesk") from None
        except OSError as error:
            if error.errno != errno.EINVAL:  # to be read where no file goes: so it says itself
                raise
            raise BadArchive("this is not a whole backup of Frontdesk") from None
        yield reader


def _manifest(file: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(file.read(MANIFEST))
        whole = isinstance(manifest, dict) and (manifest.get("format") != FORMAT or _is_whole(manifest))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        whole = False
    if not whole:
        raise BadArchive("this is not a whole backup of Frontdesk")
    if manifest.get("format") != FORMAT:
        raise BadArchive(f"this backup has the format {manifest.get('format')}; this Frontdesk reads {FORMAT}")
    return manifest


def _is_whole(manifest: dict[str, Any]) -> bool:
    """Whether all is there that a restore reads, in the form in which a backup writes it."""
    kinds = {"entries": dict, "tables": dict, "sequences": dict, "migrations": list, "keys": list, "frontdesk": str}
    pairs = [*manifest["migrations"], *manifest["sequences"].values()]
    return (
        all(isinstance(manifest[name], kind) for name, kind in kinds.items())
        and all(isinstance(digest, str) for digest in [*manifest["entries"].values(), *manifest["keys"]])
        and all({"columns", "rows", "digest"} <= set(table) for table in manifest["tables"].values())
        and all(isinstance(pair, list) and len(pair) == 2 for pair in pairs)
    )


def _compare(reader: Reader, names: set[str]) -> None:
    entries: dict[str, str] = reader.manifest["entries"]
    if names != {*entries, MANIFEST}:
        raise BadArchive("what the backup holds is not what its manifest says")
    for name, wanted in entries.items():
        if name.startswith("documents/") and not DOCUMENT.fullmatch(name):
            raise BadArchive("the backup holds a document under an impossible name")
        seen = hashlib.sha256()
        for piece in reader.pieces(name):
            seen.update(piece)
        if seen.hexdigest() != wanted:
            raise BadArchive(f"{name} in the backup was changed or damaged")
