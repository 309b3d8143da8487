"""Questions to mentors while Drom may die at any step, from the asking to the answer; it never knows when it dies."""

from tests.emulators import telegram_people
from tests.faults.scenarios import Scenario, come, staff
from tests.faults.scene import Scene
from tests.media.samples import opus
from tests.process.phones import Phone, TelegramPhone, WhatsAppPhone
from tests.process.programs import until

ASKED = "How do I pay tax for two market days?"
ANSWER = "You write it into the small book."
IN_BETWEEN = "Si paguhet tatimi?"
_ASKERS, _SECONDS = 60_000, 120_000
"""Numbers of those who ask, and of the second who answers, are so much higher than the first one's."""


def asker(scene: Scene, phone: Phone) -> Phone:
    """Return who asks whoever has a phone: on the other messenger where there are both."""
    assert isinstance(phone, TelegramPhone)
    if scene.platform == "both":
        return WhatsAppPhone(scene.twilio, f"whatsapp:+3556913{phone.number}")
    return TelegramPhone(scene.telegram, phone.number + _ASKERS)


def second(scene: Scene, phone: Phone) -> TelegramPhone:
    """Return the second who may answer."""
    assert isinstance(phone, TelegramPhone)
    return TelegramPhone(scene.telegram, phone.number + _SECONDS)


async def say(scene: Scene, phone: Phone) -> None:
    """Say something into the phone."""
    if isinstance(phone, WhatsAppPhone):
        phone.speak(opus())
    elif isinstance(phone, TelegramPhone):
        phone.send(telegram_people.voice(scene.telegram.bot.keep_file("voice", opus())))
    await until(lambda: _heard(scene, phone), "their own voice")  # it comes when it is fetched, before its question


def _heard(scene: Scene, phone: Phone) -> bool:
    """Tell whether Drom knows that somebody has heard their own voice: until then it may come once more."""
    mine = f"SELECT id FROM contact WHERE address = '{phone.contact}'"
    own = f"dedupe LIKE 'echo:%' AND state = 'sent' AND contact_id IN ({mine})"
    return scene.ledger.count("outbox", own) > 0


async def volunteer(scene: Scene, phone: TelegramPhone, *more: str) -> None:
    """Become a mentor or a helper who never sleeps."""
    await come(scene, phone)
    said = await staff(scene, "mentors", "add", "--hours", "0-24", *more)
    phone.write(f"/start {said.partition('/start ')[2].split()[0]}")
    held = "SELECT 1 FROM role r JOIN contact c ON c.person_id = r.person_id WHERE c.address ="
    await until(lambda: scene.ledger.rows(f"{held} '{phone.contact}'"), "the role")


async def retire(scene: Scene) -> None:
    """Let nobody of an earlier round be asked any more."""
    for (number,) in scene.ledger.rows("SELECT id FROM role WHERE ended_at IS NULL ORDER BY id"):
        await staff(scene, "staff", "end", str(number))


async def ask(scene: Scene, phone: Phone, *, by_voice: str = "") -> None:
    """Ask without a name: in words, or in one's own voice that is kept or rewritten."""
    phone.write("menu")
    for place in ("menu.member.ask", "ask.topic.money"):
        await phone.tap(place)
    await phone.sees("Ask your question.")
    if by_voice:
        await say(scene, phone)
    else:
        phone.write(ASKED)
    kept = (f"ask.rewriting.{by_voice}",) if by_voice else ()
    for place in ("ask.sure.send", "ask.name.no", *kept):
        await phone.tap(place)
    await phone.sees("Sent!")


async def ask_by_voice(scene: Scene, phone: Phone) -> None:
    """Ask without a name, in one's own voice."""
    await ask(scene, phone, by_voice="keep")


def question_of(scene: Scene, phone: Phone) -> tuple[int, int]:
    """Return number and version of what somebody has asked."""
    whose = f"SELECT person_id FROM contact WHERE address = '{asker(scene, phone).contact}'"
    [(number, version)] = scene.ledger.rows(f"SELECT id, version FROM question WHERE person_id IN ({whose})")
    return int(number), int(version)


async def be_asked(scene: Scene, phone: Phone) -> None:
    """Become a mentor, and be offered a question."""
    assert isinstance(phone, TelegramPhone)
    await volunteer(scene, phone, "--languages", "en")
    other = asker(scene, phone)
    await come(scene, other)
    await ask(scene, other)
    await phone.sees("Can you answer?")


async def be_two(scene: Scene, phone: Phone) -> None:
    """Be one of two mentors who are offered a question."""
    await retire(scene)
    await volunteer(scene, second(scene, phone), "--languages", "en")
    await be_asked(scene, phone)
    await second(scene, phone).sees("Can you answer?")


async def take(scene: Scene, phone: Phone) -> None:
    """Take the question, and hear it."""
    number, version = question_of(scene, phone)
    await phone.tap(f"question:{number}:{version}:take")
    await phone.sees(ASKED)
    await phone.sees("Answer now.")


async def answer(scene: Scene, phone: Phone) -> None:
    """Take the question, answer it, and let the answer arrive."""
    await take(scene, phone)
    phone.write(ANSWER)
    await phone.tap("question.sure.send")
    await phone.sees("Sent. Thank you!")
    await asker(scene, phone).sees(ANSWER)
    await asker(scene, phone).sees("Did this help?")


async def answer_by_voice(scene: Scene, phone: Phone) -> None:
    """Answer in one's own voice: it is fetched, checked, put where the other messenger finds it, and delivered."""
    await take(scene, phone)
    await say(scene, phone)
    await phone.tap("question.sure.send")
    await phone.sees("Sent. Thank you!")
    await asker(scene, phone).sees("Did this help?")


async def pass_on(scene: Scene, phone: Phone) -> None:
    """Take the question and let anybody else have it."""
    await take(scene, phone)
    for place in ("question.reply.pass", "question.to.anybody"):
        await phone.tap(place)
    await phone.sees("Okay. I pass it on.")
    await second(scene, phone).sees("Can you answer?", times=2)


async def have_it_taken(scene: Scene, phone: Phone) -> None:
    """Ask, and have a mentor who is at the answer; the phone is the mentor's."""
    await be_asked(scene, phone)
    await take(scene, phone)


async def take_back(scene: Scene, phone: Phone) -> None:
    """Take a question back that a mentor has in hand: both hear of it."""
    other, (number, _) = asker(scene, phone), question_of(scene, phone)
    other.write("menu")
    for place in ("menu.member.ask", "ask.home_open.mine", f"ask.mine.q{number}"):
        await other.tap(place)
    seen = await other.sees("Still waiting?")
    back = next(identity for _, identity in seen.choices if identity.endswith(":withdraw"))
    for place in (back.partition("@")[0], "ask.back_sure.back"):
        await other.tap(place)
    await other.sees("No mentor gets your question now.")
    await phone.sees("The question you took is closed.")


async def be_asked_to_rewrite(scene: Scene, phone: Phone) -> None:
    """Become the helper who is to say somebody's question in other words; the second is the mentor."""
    assert isinstance(phone, TelegramPhone)
    await retire(scene)
    await volunteer(scene, second(scene, phone), "--languages", "en")
    await volunteer(scene, phone, "--helper", "--languages", "en")
    other = asker(scene, phone)
    await come(scene, other)
    await ask(scene, other, by_voice="rewrite")
    await phone.sees("can you say it in your own words?")


async def take_words(scene: Scene, phone: Phone, *, of_reply: bool) -> None:
    """Take what is to be said in other words."""
    number, _ = question_of(scene, phone)
    which = f"question_id = {number} AND state = 'waiting' AND reply_id IS {'NOT ' if of_reply else ''}NULL"

    def look() -> list[tuple[int, ...]]:
        return [tuple(row) for row in scene.ledger.rows(f"SELECT id, version FROM translation WHERE {which}")]

    [(step, version)] = await until(look, "something to say in other words")
    await phone.tap(f"translation:{step}:{version}:take")


async def rewrite(scene: Scene, phone: Phone) -> None:
    """Say the question in one's own voice, and let the mentor be asked."""
    await take_words(scene, phone, of_reply=False)
    await phone.sees("No names.")
    await say(scene, phone)
    await phone.tap("translation.sure.send")
    await phone.sees("Sent. Thank you!")
    await second(scene, phone).sees("Can you answer?")


async def be_asked_to_translate(scene: Scene, phone: Phone) -> None:
    """Become the helper between somebody who asks and the only mentor, who speaks another language."""
    assert isinstance(phone, TelegramPhone)
    await retire(scene)
    await volunteer(scene, second(scene, phone), "--languages", "sq")
    await volunteer(scene, phone, "--helper", "--languages", "en,sq")
    other = asker(scene, phone)
    await come(scene, other)
    await ask(scene, other)
    await phone.sees("Can you say it?")


async def translate(scene: Scene, phone: Phone) -> None:
    """Translate the question, and the mentor's answer back, until it arrives."""
    mentor = second(scene, phone)
    await _put(scene, phone, IN_BETWEEN, of_reply=False)
    await mentor.sees("Can you answer?")
    number, version = question_of(scene, phone)
    await mentor.tap(f"question:{number}:{version}:take")
    await mentor.sees(IN_BETWEEN)
    mentor.write("Shkruaje.")
    await mentor.tap("question.sure.send")
    await mentor.sees("A helper says it in")
    await _put(scene, phone, ANSWER, of_reply=True)
    await asker(scene, phone).sees(ANSWER)
    await asker(scene, phone).sees("Did this help?")


async def _put(scene: Scene, phone: Phone, words: str, *, of_reply: bool) -> None:
    """Take something and say it in other words."""
    await take_words(scene, phone, of_reply=of_reply)
    await phone.sees("No names.", times=2 if of_reply else 1)
    phone.write(words)
    await phone.tap("translation.sure.send")


def _asker(scene: Scene, phone: Phone) -> tuple[Phone, ...]:
    return (asker(scene, phone),)


def _all(scene: Scene, phone: Phone) -> tuple[Phone, ...]:
    return asker(scene, phone), second(scene, phone)


SCENARIOS = (
    Scenario("question by voice", ask_by_voice, before=come),
    Scenario("mentor's answer", answer, before=be_asked, others=_asker),
    Scenario("mentor's voice", answer_by_voice, before=be_asked, others=_asker),
    Scenario("mentor's voice to WhatsApp", answer_by_voice, before=be_asked, platform="both", others=_asker),
    Scenario("question passed on", pass_on, before=be_two, others=_all),
    Scenario("question taken back", take_back, before=have_it_taken, others=_asker),
    Scenario("question rewritten", rewrite, before=be_asked_to_rewrite, others=_all),
    Scenario("question translated", translate, before=be_asked_to_translate, others=_all),
)
