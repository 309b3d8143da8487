"""What somebody does while Drom may die at any step: one coroutine a scenario; it never knows when it dies."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from storage import outbox
from tests.bench import rows
from tests.emulators import telegram_people
from tests.faults.minute_guests import hold
from tests.faults.scene import Scene
from tests.media.samples import jpeg, opus
from tests.process.phones import Phone, TelegramPhone
from tests.process.programs import command, until
from tests.storage.once import do

Act = Callable[[Scene, Phone], Awaitable[None]]
TO_SETTINGS = "menu.member.settings"
ANSWER = "Come on Monday at ten."
NEWS = "The market opens early on Saturday."


class Asker(rows.Reader):
    """Somebody who gets the same answer as everybody."""

    @property
    def words(self) -> str:
        return ANSWER


@dataclass(frozen=True, slots=True)
class Scenario:
    """One thing that people do. ``before`` is done unharmed, ``act`` is what Drom dies in.

    ``others`` gives whoever else hears of it, once ``before`` is done: what reaches them is judged as well.
    """

    name: str
    act: Act
    before: Act | None = None
    platform: str = "webhook"
    others: Callable[[Scene, Phone], Sequence[Phone]] | None = None


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
    for place in (TO_SETTINGS, "settings.all.quiet", "settings.quiet.long"):
        await phone.tap(place)
    await phone.sees("Saved.", times=2)


async def staff(scene: Scene, *words: str) -> str:
    """Run a command of staff beside Drom; return what it says."""
    done = await asyncio.to_thread(command, scene.folder / "staff", scene.settings, *words)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


async def ask(scene: Scene, phone: Phone) -> None:
    """Come, and call a person."""
    await come(scene, phone)
    phone.write("help")
    await phone.sees("A person will answer here.")


async def be_told(scene: Scene, phone: Phone) -> None:
    """Wait until Drom knows that every reply has arrived.

    Order is kept in each lane: what is pushed meanwhile goes before a reply that waits to be said again.
    """
    mine = f"contact_id IN (SELECT id FROM contact WHERE address = '{phone.contact}')"
    where = f"lane = {outbox.REPLY} AND state IN ('waiting', 'sending') AND {mine}"
    await until(lambda: not scene.ledger.count("outbox", where), "the end of the replies")


def asked(scene: Scene, phone: Phone) -> Asker:
    """Return who has called a person, with their open ticket."""
    mine = f"contact_id = (SELECT id FROM contact WHERE address = '{phone.contact}')"
    found = scene.ledger.rows(f"SELECT contact_id, id FROM ticket WHERE status = 'open' AND {mine}")
    return Asker(int(found[0][0]), phone.contact, int(found[0][1]))


async def ask_and_be_answered(scene: Scene, phone: Phone) -> None:
    phone.write("help")
    await phone.sees("A person will answer here.")
    await be_told(scene, phone)
    await staff(scene, "tickets", "answer", str(asked(scene, phone).ticket_id), ANSWER)
    await phone.sees(ANSWER)


async def be_reminded(scene: Scene, phone: Phone) -> None:
    """Get an answer whose time has come."""
    await asyncio.to_thread(rows.wait, scene.url, [asked(scene, phone)], datetime.now(UTC))
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


async def be_invited(scene: Scene, phone: Phone) -> None:
    """Register where a dinner is held in a week."""
    await come(scene, phone)
    if not scene.ledger.count("meeting", "state = 'published'"):
        now = datetime.now(UTC)
        wall = (now + timedelta(days=8)).replace(tzinfo=None, microsecond=0)
        await asyncio.to_thread(do, scene.url, partial(hold, kind="dinner", wall=wall, now=now))


async def say_yes(scene: Scene, phone: Phone) -> None:
    """Come to the dinner with one more, and need help to get there."""
    [(number,)] = scene.ledger.rows("SELECT id FROM meeting WHERE state = 'published'")
    phone.write("menu")
    for place in ("menu.member.meetings", f"meeting.list.m{number}", f"meeting:{number}:1:yes"):
        await phone.tap(place)
    for place in ("meeting.guests.two", "meeting.need.travel"):
        await phone.tap(place)
    await phone.sees("Good! I will remind you.")


async def stop_and_start(scene: Scene, phone: Phone) -> None:
    phone.write("stop")
    await phone.sees("Stopped.")
    await phone.tap("stop.stopped.start")
    await phone.sees("I talk to you again.")


async def join_the_team(scene: Scene, phone: Phone) -> None:
    said = await staff(scene, "staff", "add", "helper")
    phone.write(f"/start {said.partition('/start ')[2].split()[0]}")
    held = "SELECT 1 FROM role r JOIN contact c ON c.person_id = r.person_id WHERE c.address ="
    await until(lambda: scene.ledger.rows(f"{held} '{phone.contact}'"), "the role")


async def read_news(scene: Scene, phone: Phone) -> None:
    found = scene.ledger.rows(f"SELECT id FROM contact WHERE address = '{phone.contact}'")
    readers = scene.folder / "readers.txt"
    readers.write_text(str(found[0][0]))
    await staff(scene, "announce", "send", "--text", f"en={NEWS}", "--to", str(readers), "--yes")
    await phone.sees(NEWS)


SCENARIOS = (
    Scenario("registration", register),
    Scenario("registration by polling", register, platform="polling"),
    Scenario("registration on WhatsApp", register, platform="whatsapp"),
    Scenario("settings on WhatsApp", change, before=come, platform="whatsapp"),
    Scenario("help and its answer", ask_and_be_answered, before=come),
    Scenario("voice", speak, before=come),
    Scenario("photo", show, before=come),
    Scenario("own data as a file", ask_for_a_file, before=come),
    Scenario("stop and start", stop_and_start, before=come),
    Scenario("erasure", be_erased, before=come),
    Scenario("staff link", join_the_team, before=greet),
    Scenario("announcement", read_news, before=come),
    Scenario("reminder", be_reminded, before=ask),
    Scenario("answer to an invitation", say_yes, before=be_invited),
)
