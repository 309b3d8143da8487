"""The form of the log: one JSON object a line, and nothing that anybody wrote or that opens a door."""

import json
import logging
import subprocess
import sys
from types import TracebackType

import pytest

from bot.logs import JsonLines, places
from tests.process.programs import ROOT

TROUBLE = """
import asyncio, gc, logging, threading, warnings
from bot import logs

logs.set_up("DEBUG")
marker = "markertext of Ana +355691234567"


def fail():
    raise ValueError(marker)


class Odd:
    def __del__(self):
        raise ValueError(marker)


async def nobody_looks():
    asyncio.get_running_loop().create_task(asyncio.to_thread(fail))
    await asyncio.sleep(0.05)
    gc.collect()
    asyncio.get_running_loop().call_soon(lambda given: fail(), marker)
    await asyncio.sleep(0)


thread = threading.Thread(target=fail)
thread.start()
thread.join()
Odd()
asyncio.run(nobody_looks())
warnings.warn(f"({marker})", UserWarning)
for name in ("httpx", "telegram.ext", "twilio.http_client", "aiohttp.client", "PIL.PngImagePlugin", "asyncio"):
    logging.getLogger(name).debug(marker)
    logging.getLogger(name).info(marker)
    logging.getLogger(name).error("it failed: (%s)", marker)
logging.getLogger("bot.x").info("%d things", marker)
try:
    fail()
except ValueError:
    logging.getLogger("bot.x").exception("a part failed", extra={"kind": "text"})
logging.getLogger("bot.x").debug("a detail")
"""


def line(name: str, words: str, *given: object, **more: object) -> dict[str, object]:
    """Return a record as the log shows it."""
    record = logging.LogRecord(name, logging.WARNING, "x.py", 1, words, given, None)
    vars(record).update(more)
    found: dict[str, object] = json.loads(JsonLines().format(record))
    return found


def caught(
    error: BaseException, cause: BaseException | None = None
) -> tuple[type, BaseException, TracebackType | None]:
    """Return an error as it is after it was raised."""
    try:
        raise error from cause
    except type(error) as found:
        return type(found), found, found.__traceback__


def test_a_line_is_an_object() -> None:
    found = line("bot.x", "%s things\nand more", 3, kind="text")
    assert found == {
        "at": found["at"],
        "level": "warning",
        "from": "bot.x",
        "said": "3 things\nand more",
        "kind": "text",
    }


@pytest.mark.parametrize(
    "secret",
    ["bot123456:AA-bb_cc", "123456:AAaaBBbbCCccDDddEEeeFFffGGgg00", "+38344123456", "38344123456", "Basic QUM6dG9r=="],
)
def test_what_looks_like_a_secret_is_masked(secret: str) -> None:
    assert secret not in json.dumps(line("bot.x", f"asked https://host/{secret}/getMe"))


@pytest.mark.parametrize(
    "words",
    [
        "Task exception was never retrieved\nfuture: <Task exception=ValueError('marker')>",
        "Exception in callback give(['marker'])",
        'Job "marker" raised an exception',
        "it said 'marker'",
        "{'text': 'marker'}",
    ],
)
def test_a_library_is_not_quoted_further_than_it_quotes_others(words: str) -> None:
    assert "marker" not in json.dumps(line("asyncio", words))
    assert line("asyncio", words)["level"] == "warning"


def test_an_error_is_where_it_happened_and_not_what_it_says() -> None:
    told = caught(LookupError("marker"), ValueError("marker"))
    found = json.dumps(line("bot.x", "it failed", exc_info=told))
    assert "marker" not in found
    assert places(told[1])[0] == "LookupError"
    assert "ValueError" in places(told[1])
    assert "test_logs.py" in found


def test_what_cannot_be_json_is_named_by_its_kind() -> None:
    assert line("bot.x", "odd", what=object())["what"] == "object"


def test_no_way_out_of_a_process_quotes_anybody() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TROUBLE], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(each) for each in done.stderr.splitlines()]
    assert "marker" not in done.stderr.lower()
    assert done.stdout == ""
    said = [each["said"] for each in lines]
    assert "a thread has ended" in said
    assert "an error that nobody could take" in said
    assert "a detail" in said
    assert len([each for each in lines if each["level"] == "error" and each["from"].split(".")[0] != "bot"]) >= 7
    assert not [each for each in lines if each["level"] in {"debug", "info"} and each["from"] != "bot.x"]
