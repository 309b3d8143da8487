"""Every MUST of the two platforms (T1 to T20 and W1 to W18) is named by a test that holds it."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
NAMED = re.compile(r"(?<![A-Za-z0-9])[TW]\d{1,2}(?![A-Za-z0-9])")


def test_every_must_is_named_by_a_test() -> None:
    named = {
        must
        for path in TESTS.rglob("test_*.py")
        if path != Path(__file__)
        for must in NAMED.findall(path.read_text("utf-8"))
    }
    musts = {f"T{number}" for number in range(1, 21)} | {f"W{number}" for number in range(1, 19)}
    assert musts - named == set()
