"""What somebody does while Drom may die at any step: one coroutine a scenario; it never knows when it dies."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.emulators import telegram_people
from tests.faults.mass import announce
from tests.faults.scene import Scene
from tests.media.samples import jpeg, opus
from tests.process.phones import Phone, TelegramPhone
from tests.process.programs import command, until

Act = Callable[[Scene, Phone], Awaitable[None]]
TO_SETTINGS = "menu.member.settings"
ANSWER = "Come on Monday at ten."
NEWS = "The market opens early on Saturday."


@dataclass(frozen=True, slots=True)
class Scenario:
    """One thing that people do. ``before`` is done unharmed, ``act`` is what Drom dies in."""

    name: str
    act: Act
    before: Act | None = None
    platform: str = "webhook"


async def come(scene: Scene, phone: Phone) -> None:
    """Register, and want no quiet hours."""
    await phone.register()
    for place in (TO_SETTINGS, "settings.all.quiet", "settings.quiet.never"):
        await phone.tap(place)
    await phone.sees("Saved.")


async def greet(scene: Scene, phone: Phone) -> None:
    """Write for the first time, and choose a language."""
    phone.write("hello")
    await phone.tap("language.which.en")
    await phone.sees("I help small businesses")


async def register(scene: Scene, phone: Phone) -> None:
    await phone.register()


async def change(scene: Scene, phone: Phone) -> None:
    phone.write("menu")
    await asyncio.sleep(0)
    for place in (TO_SETTINGS, "settings.all.quiet", "settings.quiet.long"):
        await phone.tap(place)
    await phone.sees("Saved.", times=2)


async def ask_and_be_answered(scene: Scene, phone: Phone) -> None:
    phone.write("help")
    await phone.sees("A person will answer here.")
    mine = f"contact_id = (SELECT id FROM contact WHERE address = '{phone.address}')"
    rows = scene.ledger.rows(f"SELECT id FROM ticket WHERE status = 'open' AND {mine}")
    done = await asyncio.to_thread(
        command, scene.folder / "staff", scene.settings, "tickets", "answer", str(rows[0][0]), ANSWER
    )
    assert done.returncode == 0, done.stderr
    await phone.sees(ANSWER)


async def speak(scene: Scene, phone: Phone) -> None:
    assert isinstance(phone, TelegramPhone)
    phone.send(telegram_people.voice(scene.telegram.bot.keep_file("voice", opus())))
    await phone.tap("heard.ask.continue")
    await phone.sees("What to change?", times=3)


async def show(scene: Scene, phone: Phone) -> None:
    assert isinstance(phone, TelegramPhone)
    photo = scene.telegram.bot.keep_file("photo", jpeg())
    phone.send({"photo": [{"file_id": photo, "file_unique_id": "u", "width": 10, "height": 10, "file_size": 500}]})
    await phone.tap("photo.ask.yes")
    await phone.sees("A person will answer here.")


async def ask_for_a_file(scene: Scene, phone: Phone) -> None:
    for place in ("settings.all.data", "settings.known.file"):
        await phone.tap(place)
    await phone.sees("Here is your file.")


async def be_erased(scene: Scene, phone: Phone) -> None:
    for place in ("settings.all.delete", "settings.delete.delete", "settings.bin.bin"):
        await phone.tap(place)
    await phone.sees("Deleted.")


async def join_the_team(scene: Scene, phone: Phone) -> None:
    done = await asyncio.to_thread(command, scene.folder / "staff", scene.settings, "staff", "add", "helper")
    assert done.returncode == 0, done.stderr
    phone.write(f"/start {done.stdout.partition('/start ')[2].split()[0]}")
    held = "SELECT 1 FROM role r JOIN contact c ON c.person_id = r.person_id WHERE c.address ="
    await until(lambda: scene.ledger.rows(f"{held} '{phone.address}'"), "the role")


async def read_news(scene: Scene, phone: Phone) -> None:
    numbers = itertools.count(1)
    mine = scene.ledger.rows(f"SELECT id, address FROM contact WHERE address = '{phone.address}'")
    readers = [(int(number), str(address)) for number, address in mine]
    await asyncio.to_thread(announce, scene.url, "telegram", readers * 10, lambda _: f"{NEWS} {next(numbers)}")
    await phone.sees(NEWS, times=10)


SCENARIOS = (
    Scenario("registration", register),
    Scenario("registration by polling", register, platform="polling"),
    Scenario("settings on WhatsApp", change, before=come, platform="whatsapp"),
    Scenario("help and its answer", ask_and_be_answered, before=come),
    Scenario("voice", speak, before=come),
    Scenario("photo", show, before=come),
    Scenario("own data as a file", ask_for_a_file, before=come),
    Scenario("erasure", be_erased, before=come),
    Scenario("staff link", join_the_team, before=greet),
    Scenario("announcement", read_news, before=greet),
)
