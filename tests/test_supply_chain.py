"""What others made and we ship: its licences, no secret of ours beside it, and a list of it in the wheel."""

import importlib.metadata
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from detect_secrets import SecretsCollection
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).resolve().parents[1]
# Licences under which a clinic may run and pass on what it gets; a new one is looked at by a person first.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BlueOak-1.0.0",
    "ISC",
    "LGPL-3.0-only",  # psycopg: used as a library, unchanged
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "PostgreSQL",
    "PSF-2.0",
    "Unlicense",
}
# What packages write in place of an identifier of SPDX.
NAMES = {
    "MIT License": "MIT",
    "MIT": "MIT",
    "BSD License": "BSD-3-Clause",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause",  # pypdfium2, with PDFium's own beside it in its wheel
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
DETECTORS = (
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "JwtTokenDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "StripeDetector",
    "TwilioKeyDetector",
)


def shipped() -> list[str]:
    return re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements/demo.lock").read_text(), re.M)


def licences(name: str) -> set[str]:
    """As identifiers of SPDX; what is offered under either of two counts as both."""
    about = importlib.metadata.metadata(name)
    said = about.get("License-Expression")
    if not said:
        classified = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier", []) if one.startswith("License")]
        said = " OR ".join(NAMES.get(one, one) for one in classified if one != "OSI Approved") or str(
            about.get("License", "")
        )
    return {NAMES.get(one, one) for one in re.split(r" (?:OR|AND|WITH) |[()]", said) if one.strip()}


@pytest.mark.parametrize("name", shipped())
def test_what_we_ship_of_python_may_be_shipped(name):
    try:
        found = licences(name)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("for another system or version of Python")
    assert found and found <= ALLOWED, f"{name}: {found}"


def test_what_the_pages_are_built_with_may_be_shipped():
    for path, one in json.loads((ROOT / "package-lock.json").read_text())["packages"].items():
        if path:
            said = {part for part in re.split(r" (?:OR|AND) |[()]", one.get("license", "")) if part}
            assert said and said <= ALLOWED, f"{path}: {said}"


def secrets_in(paths: list[Path]) -> list[str]:
    with transient_settings({"plugins_used": [{"name": one} for one in DETECTORS]}):
        found = SecretsCollection()
        for path in paths:
            found.scan_file(str(path))
        return [f"{name}:{one.line_number} {one.type}" for name, one in found]


@pytest.mark.slow
def test_no_secret_stands_in_the_repository():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    mine = [ROOT / name for name in listed.split("\0") if name and Path(name).name != "package-lock.json"]
    assert secrets_in([path for path in mine if path.is_file()]) == []


def test_control_a_secret_would_be_found(tmp_path):
    key = "-----BEGIN RSA " + "PRIVATE KEY-----"
    (tmp_path / "key.py").write_text(f'KEY = """{key}\nMIIE"""\n')
    (tmp_path / "token.py").write_text('TOKEN = "' + "ghp_" + "a1B2" * 9 + '"\n')
    assert len(secrets_in(sorted(tmp_path.glob("*.py")))) == 2


@pytest.mark.slow
def test_the_wheel_says_what_is_inside(tmp_path):
    subprocess.run(["make", "-s", "sbom"], cwd=ROOT, check=True, capture_output=True)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        lists = {Path(name).name: json.loads(opened.read(name)) for name in opened.namelist() if "/sboms/" in name}
    assert {one["bomFormat"] for one in lists.values()} == {"CycloneDX"}
    python = {(one["name"], one["version"]) for one in lists["python.cdx.json"]["components"]}
    pinned = set(
        re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]*\])?==(\S+)", (ROOT / "requirements/runtime.lock").read_text(), re.M)
    )
    assert python == pinned
    assert {"htmx.org", "idiomorph", "sortablejs"} <= {one["name"] for one in lists["pages.cdx.json"]["components"]}
