"""A damaged backup is a sentence, whatever is damaged."""

import json
import zipfile

import pytest

from frontdesk.operations import archive

WHOLE = {"frontdesk": "0", "migrations": [["a", "b"]], "tables": {}, "sequences": {}, "keys": []}


def backup(path):
    with archive.writing(path) as packed:
        packed.add("tables/a", [bytes(range(256)) * 40])
        packed.finish(WHOLE)
    return path


def complaint(path) -> str:
    with pytest.raises(archive.BadArchive) as problem, archive.reading(path):
        pass
    return str(problem.value)


def test_a_whole_one_is_read(tmp_path):
    with archive.reading(backup(tmp_path / "b")) as found:
        assert found.manifest["keys"] == []


def test_one_byte_changed_anywhere_is_a_sentence_or_does_no_harm(tmp_path):
    data, refused = backup(tmp_path / "b").read_bytes(), 0
    for place in range(len(data)):
        for bits in (0xFF, 0x01):
            (tmp_path / "c").write_bytes(data[:place] + bytes([data[place] ^ bits]) + data[place + 1 :])
            try:
                with archive.reading(tmp_path / "c"):
                    pass
            except archive.BadArchive as problem:
                assert len(str(problem).splitlines()) == 1
                refused += 1
    assert refused > len(data)


@pytest.mark.parametrize(
    "manifest",
    [[], None, 7, "x", {"format": 1}, {"format": 1, "entries": []}, {"format": 1, "entries": {"a": 1}}]
    + [{"format": 1, "entries": {}, **WHOLE, name: wrong} for name in WHOLE for wrong in (None, 7, [7], {"x": 7})]
    + [{"format": 1, "entries": {}, **{k: v for k, v in WHOLE.items() if k != name}} for name in WHOLE],
    ids=json.dumps,
)
def test_a_manifest_that_says_something_else_is_a_sentence(tmp_path, manifest):
    with zipfile.ZipFile(tmp_path / "b", "w") as file:
        file.writestr("manifest.json", json.dumps(manifest))
    if manifest == {"format": 1, "entries": {}, **WHOLE}:
        return
    assert "whole backup" in complaint(tmp_path / "b")
