"""What a trace of system calls says, and what it does not say."""

import pytest

from tests.faults.acknowledged import Acknowledged, read

READ = '7 recvfrom(9<TCP:[1]>, "POST / HTTP/1.1\\r\\n\\r\\n{\\"update_id\\": 42, \\"message\\"", 65536, 0) = 300'
SYNC = "8 fdatasync(11</data/drom.db-wal>) = 0"
OTHER = "8 fdatasync(12</data/other.db>) = 0"
BEGUN = "8 fdatasync(11</data/drom.db-wal> <unfinished ...>"
RESUMED = "8 <... fdatasync resumed>) = 0"
FAILED = "8 fdatasync(11</data/drom.db-wal>) = -1 EIO (Input/output error)"
ANSWER = '7 sendto(9<TCP:[1]>, "HTTP/1.1 200 OK\\r\\n", 17, 0) = 17'


@pytest.mark.parametrize(
    ("lines", "safe"),
    [
        ([READ, SYNC, ANSWER], True),
        ([READ, BEGUN, RESUMED, ANSWER], True),
        ([READ.replace("(9<TCP:[1]>", " resumed>"), SYNC, ANSWER], True),
        ([READ, ANSWER, SYNC], False),
        ([SYNC, READ, ANSWER], False),
        ([BEGUN, READ, RESUMED, ANSWER], False),
        ([READ, BEGUN, ANSWER, RESUMED], False),
        ([READ, OTHER, ANSWER], False),
        ([READ, FAILED, ANSWER], False),
        ([READ, SYNC], False),
    ],
)
def test_only_a_sync_in_between_counts(lines: list[str], safe: bool) -> None:
    assert [one.safe for one in read(lines)] == [safe]


def test_each_update_needs_its_own() -> None:
    again = READ.replace("42", "43")
    assert read([READ, SYNC, ANSWER, again, ANSWER]) == [
        Acknowledged(42, synced=True, answered=True),
        Acknowledged(43, synced=False, answered=True),
    ]
