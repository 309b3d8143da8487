"""A backup beside a running process, its restore in an empty place, and the release: as an operator types them."""

from pathlib import Path

import pytest

from tests.emulators.faults import Fault, Knobs
from tests.emulators.telegram import Telegram
from tests.process.conftest import Start
from tests.process.phones import TelegramPhone
from tests.process.programs import Teller, ledger, until

pytestmark = [pytest.mark.process, pytest.mark.trial]


async def test_what_waited_is_held_until_it_is_released(
    start: Start, polling: dict[str, str], telegram: Telegram, teller: Teller, tmp_path: Path
) -> None:
    drom = await start(polling).ready()
    ana = TelegramPhone(telegram, 1001)
    await ana.register()
    await ana.sees("What do you want?")
    telegram.turn(Knobs(faults=[Fault("slow", share=1.0)]))
    ana.write("menu")
    await until(lambda: ledger(polling).count("outbox", "state = 'waiting'") >= 1, "an answer that waits")
    file, place = tmp_path / "backups" / "drom.zip", tmp_path / "place"
    file.parent.mkdir()
    made = teller.run(polling, "backup", str(file))
    assert (made.code, made.err) == (0, ""), made
    assert "1 contacts" in made.out
    assert (await drom.stopped())[0] == 0

    done = teller.run(polling, "restore", str(file), "--into", str(place))
    assert done.code == 0, done
    assert "Held until `drom release`: " in done.out
    again = teller.run(polling, "restore", str(file), "--into", str(place))
    assert again.code == 1
    assert "nothing was changed" in again.err

    telegram.turn(Knobs())
    before = len(ana.screens())
    there = {**polling, "DROM_DATA_DIR": str(place)}
    drom = await start(there).ready()
    assert "A backup was restored; held until `drom release`" in drom.logged
    assert "held until" in (await drom.ask("/readyz")).body.decode()
    assert await drom.metric("drom_held") >= 1
    assert "restored" in teller.run(there, "deadletters").out
    besim = TelegramPhone(telegram, 1002)
    besim.write("hello")
    await besim.sees("🗣")
    assert len(ana.screens()) == before
    freed = teller.run(there, "release")
    assert freed.code == 0
    assert freed.out.startswith("Released: ")
    await until(lambda: len(ana.screens()) > before, "what was held")
    assert teller.run(there, "release").out == "Nothing is held.\n"
    assert (await drom.stopped())[0] == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("backup", "drom.zip"), 4, "There is no database"),
        (("backup", "here/there/drom.zip"), 4, "There is no database"),
        (("restore", "missing.zip"), 1, "missing.zip"),
        (("restore",), 2, "Missing argument"),
        (("release", "--what"), 2, "No such option"),
    ],
)
def test_what_cannot_be_done_is_told(
    teller: Teller, common: dict[str, str], words: tuple[str, ...], code: int, said: str
) -> None:
    done = teller.run(common, *words)
    assert done.code == code, done
    assert said in done.err
    assert "Traceback" not in done.err
