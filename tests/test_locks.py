"""The locks: every dependency is in them with its hashes, and nothing says where it comes from."""

import re
import tomllib
from functools import cache

import pytest

from tests.sources import ROOT

ENTRY = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^\s;]+)(?P<rest>(?:.*\\\n)*.*)$", re.MULTILINE
)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
LOCKS = {
    "requirements.lock": ("",),
    "requirements-postgres.lock": ("", "postgres"),
    "requirements-test.lock": ("", "test"),
    "requirements-voice.lock": ("voice",),
}
"""Each lock with what is in it: extras, and "" for what is always needed. That of voices goes beside another one."""


@cache
def project() -> dict[str, list[str]]:
    """Return what the project asks for, by extra; "" is what it always needs."""
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"": found["dependencies"], **found["optional-dependencies"]}


def locked(lock: str) -> dict[str, tuple[int, ...]]:
    """Return the packages of a lock with their versions."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {plain(match["name"]): numbers(match["version"]) for match in ENTRY.finditer(text)}


def plain(name: str) -> str:
    """Return a package's name in its one form."""
    return re.sub(r"[-_.]+", "-", name).lower()


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers that can be compared."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


def asked(requirement: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """Return a requirement's name, its least version and the first one that is too new."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None
    least, most = re.search(r">=([\d.]+)", requirement), re.search(r"<([\d.]+)", requirement)
    return plain(name[0]), numbers(least[1]) if least else (), numbers(most[1]) if most else (10**9,)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_locked(lock: str) -> None:
    found = locked(lock)
    for extra in LOCKS[lock]:
        for requirement in project()[extra]:
            name, least, most = asked(requirement)
            assert name in found, f"{lock} has no {name}"
            assert least <= found[name] < most, f"{lock} has {name} {found[name]}, asked for is {requirement}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_its_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = list(ENTRY.finditer(text))
    assert entries
    assert [match["name"] for match in entries if not HASH.search(match["rest"])] == []
    assert [
        line
        for line in text.splitlines()
        if "://" in line or line.lstrip().startswith(("-i", "--index", "-f", "-e", "git+"))
    ] == []


@pytest.mark.parametrize("lock", ["requirements-test.lock", "requirements-postgres.lock"])
def test_what_is_shared_has_one_version(lock: str) -> None:
    small, large = locked("requirements.lock"), locked(lock)
    assert {name: (version, large.get(name)) for name, version in small.items() if large.get(name) != version} == {}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-postgres.lock", "requirements-test.lock"])
def test_voices_change_nothing_that_is_installed(lock: str) -> None:
    beside, there = locked("requirements-voice.lock"), locked(lock)
    assert {name for name in beside.keys() & there.keys() if beside[name] != there[name]} == set()
