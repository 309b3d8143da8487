"""An erasure by command: when it says that it is done, no byte is left, with and without a Drom that runs."""

from pathlib import Path

import pytest

from tests.emulators import telegram_people
from tests.emulators.telegram import Telegram
from tests.media.samples import opus
from tests.process.conftest import Start
from tests.process.phones import ASKS_NAME, TelegramPhone
from tests.process.programs import command, ledger, until
from tests.services.traces import traces

pytestmark = pytest.mark.process

NAME, ADDRESS = "Dželadin Đurić", 1_234_500_067


@pytest.mark.trial
@pytest.mark.parametrize("running", [True, False])
async def test_no_byte_is_left_when_it_says_erased(
    start: Start, polling: dict[str, str], telegram: Telegram, tmp_path: Path, running: bool
) -> None:
    drom = await start(polling).ready()
    guest = TelegramPhone(telegram, ADDRESS)
    guest.write("hello")
    for place in ("language.which.en", "welcome.why.next", "welcome.consent.yes", "welcome.push.no"):
        await guest.tap(place)
    await guest.sees(ASKS_NAME)
    guest.write(NAME)
    await guest.tap("registration.name_ok.yes")
    guest.send(telegram_people.voice(telegram.bot.keep_file("voice", opus())))
    await until(lambda: ledger(polling).count("media", "state = 'kept'") == 1, "the voice note on the shelf")
    data = Path(polling["DROM_DATA_DIR"])
    assert traces(data, NAME, str(ADDRESS))
    (voice,) = [path for path in (data / "media").rglob("*") if path.is_file()]
    if not running:
        assert (await drom.stopped())[0] == 0
    done = command(tmp_path / "beside", polling, "person", "erase", "1")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Erased.\n", "")
    assert traces(data, NAME, str(ADDRESS)) == []
    assert not voice.exists()
    assert not ledger(polling).count("contact")
