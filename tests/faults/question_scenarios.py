"""Questions to mentors while Drom may die at any step: asked by voice, taken, answered; it never knows when it dies."""

from tests.emulators import telegram_people
from tests.faults.scenarios import Scenario, come, staff
from tests.faults.scene import Scene
from tests.media.samples import opus
from tests.process.phones import Phone, TelegramPhone
from tests.process.programs import until

ASKED = "How do I pay tax for two market days?"
ANSWER = "You write it into the small book."
_ASKERS = 60_000
"""Numbers of those who ask a mentor are so much higher than the mentor's."""


async def ask_by_voice(scene: Scene, phone: Phone) -> None:
    """Ask without a name, in one's own voice."""
    assert isinstance(phone, TelegramPhone)
    phone.write("menu")
    for place in ("menu.member.ask", "ask.topic.money"):
        await phone.tap(place)
    await phone.sees("Ask your question.")
    phone.send(telegram_people.voice(scene.telegram.bot.keep_file("voice", opus())))
    await until(lambda: _heard(scene, phone), "their own voice")  # it comes when it is fetched, between two screens
    for place in ("ask.sure.send", "ask.name.no", "ask.rewriting.keep"):
        await phone.tap(place)
    await phone.sees("Sent!")


async def be_asked(scene: Scene, phone: Phone) -> None:
    """Become a mentor who never sleeps, and be offered a question."""
    assert isinstance(phone, TelegramPhone)
    await come(scene, phone)
    said = await staff(scene, "mentors", "add", "--languages", "en", "--hours", "0-24")
    phone.write(f"/start {said.partition('/start ')[2].split()[0]}")
    held = "SELECT 1 FROM role r JOIN contact c ON c.person_id = r.person_id WHERE c.address ="
    await until(lambda: scene.ledger.rows(f"{held} '{phone.contact}'"), "the role")
    asker = TelegramPhone(scene.telegram, phone.number + _ASKERS)
    await come(scene, asker)
    asker.write("menu")
    for place in ("menu.member.ask", "ask.topic.money"):
        await asker.tap(place)
    asker.write(ASKED)
    for place in ("ask.sure.send", "ask.name.no"):
        await asker.tap(place)
    await phone.sees("Can you answer?")


async def answer(scene: Scene, phone: Phone) -> None:
    """Take the question, answer it, and let the answer arrive."""
    assert isinstance(phone, TelegramPhone)
    asker = TelegramPhone(scene.telegram, phone.number + _ASKERS)
    whose = f"SELECT person_id FROM contact WHERE address = '{asker.contact}'"
    [(number, version)] = scene.ledger.rows(f"SELECT id, version FROM question WHERE person_id IN ({whose})")
    await phone.tap(f"question:{number}:{version}:take")
    await phone.sees(ASKED)
    phone.write(ANSWER)
    await phone.tap("question.sure.send")
    await phone.sees("Sent. Thank you!")
    await asker.sees(ANSWER)
    await asker.sees("Did this help?")


def _heard(scene: Scene, phone: Phone) -> bool:
    """Tell whether Drom knows that somebody has heard their own voice: until then it may come once more."""
    mine = f"SELECT id FROM contact WHERE address = '{phone.contact}'"
    return scene.ledger.count("outbox", f"kind = 'file_follows' AND state = 'sent' AND contact_id IN ({mine})") > 0


SCENARIOS = (
    Scenario("question by voice", ask_by_voice, before=come),
    Scenario("mentor's answer", answer, before=be_asked),
)
