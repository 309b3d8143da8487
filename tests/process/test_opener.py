"""What Telegram gets of files: a paper is made anew each time, so its upload must not be remembered."""

from bot.messengers import _opener
from tests.house import Guest, House


async def test_a_paper_is_no_lasting_file(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    file = await _opener(house.core)(f"export:{(await guest.contact()).id}")
    assert file.data.startswith(b"%PDF")
    assert not file.lasting
