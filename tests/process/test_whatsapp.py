"""WhatsApp end to end: the real process before the emulated Twilio."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.emulators.caller import Reply
from tests.emulators.faults import Knobs
from tests.emulators.twilio import ACCOUNT, KEY, SECRET, TOKEN, Twilio
from tests.emulators.twilio_hooks import signature
from tests.media.samples import opus
from tests.process.conftest import Start
from tests.process.phones import ASKS_NAME, WhatsAppPhone
from tests.process.programs import Drom, database, ledger, until

pytestmark = pytest.mark.process

ADDRESS = "whatsapp:+355691234567"
HOOK, STATUS = "/whatsapp/webhook", "/whatsapp/status"


def form(number: int = 1, **fields: str) -> dict[str, str]:
    """Return a message as Twilio posts it."""
    sid = f"SM{number:032}"
    return {"MessageSid": sid, "AccountSid": ACCOUNT, "From": ADDRESS, "Body": "hello", "NumMedia": "0", **fields}


async def post(
    drom: Drom, settings: dict[str, str], path: str, fields: Mapping[str, str], token: str = TOKEN, signed: str = ""
) -> Reply:
    """Post a form as Twilio does, signed with a token over the public address, or with something else."""
    given = signed or signature(token, settings["DROM_PUBLIC_URL"] + path, fields)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": given}
    return await drom.ask(path, body=urlencode(fields).encode(), headers=headers)


async def test_somebody_registers_by_buttons_and_lists(start: Start, whatsapp: dict[str, str], twilio: Twilio) -> None:
    drom = await start(whatsapp).ready()
    ana = WhatsAppPhone(twilio)
    tapped = await ana.register()
    assert {seen.shape for seen in tapped} == {"quick", "list"}
    await until(lambda: states(twilio) == {"delivered"}, "a delivery of each message")
    assert (await drom.stopped())[0] == 0
    assert {post.status for post in twilio.hooks.posts} == {200, 204}
    rows = ledger(whatsapp)
    assert rows.count("person", "registered_at IS NOT NULL AND name = 'Ana'") == 1
    assert rows.unworked() + rows.unsent() == []
    assert rows.count("status", "state = 'delivered'") == rows.count("outbox")
    assert rows.count("outbox", "provider_id = ''") == 0


def states(platform: Twilio) -> set[str]:
    """Return the last word posted of each message that Drom sent."""
    posts = {
        post.fields["MessageSid"]: post for post in platform.hooks.posts if post.url.partition("?")[0].endswith(STATUS)
    }
    sent = {sid for sid, one in platform.account.messages.items() if one.direction == "outbound-api"}
    return {posts[sid].fields["MessageStatus"] if sid in posts else "" for sid in sent}


@pytest.mark.trial
async def test_one_screen_is_one_template_made_once(start: Start, whatsapp: dict[str, str], twilio: Twilio) -> None:
    drom = await start(whatsapp).ready()
    for number in (1, 2, 3):
        WhatsAppPhone(twilio, f"whatsapp:+35569000000{number}").write("hello")
    for number in (1, 2, 3):
        await WhatsAppPhone(twilio, f"whatsapp:+35569000000{number}").sees("🗣")
    await drom.stopped()
    again = await start(whatsapp).ready()
    WhatsAppPhone(twilio, "whatsapp:+355690000004").write("hello")
    await WhatsAppPhone(twilio, "whatsapp:+355690000004").sees("🗣")
    assert (await again.stopped())[0] == 0
    assert len([one for one in twilio.journal.entries if one.method == "createcontent"]) == 1


@pytest.mark.trial
async def test_forged_posts_are_refused_and_leave_nothing(start: Start, whatsapp: dict[str, str]) -> None:
    drom = await start(whatsapp).ready()
    base = whatsapp["DROM_PUBLIC_URL"]
    good = form()
    right = signature(TOKEN, base + HOOK, good)
    forged = [
        await drom.ask(HOOK, body=urlencode(good).encode()),
        await post(drom, whatsapp, HOOK, good, signed="x"),
        await post(drom, whatsapp, HOOK, good, token="another token"),
        await post(drom, whatsapp, HOOK, good | {"Body": "changed"}, signed=right),
        await post(drom, whatsapp, HOOK, good | {"More": ""}, signed=right),
        await post(drom, whatsapp, HOOK, good, signed=signature(TOKEN, base + STATUS, good)),
        await post(drom, whatsapp, HOOK, good, signed=signature(TOKEN, "https://elsewhere.example" + HOOK, good)),
        await post(drom, whatsapp, HOOK + "?bodySHA256=0", good, signed=right),
        await post(drom, whatsapp, STATUS, good, signed=right),
        await post(drom, whatsapp, HOOK, good, signed=right[:-1]),
        await post(drom, whatsapp, HOOK, good, signed=right.lower()),
    ]
    assert [reply.status for reply in forged] == [403] * len(forged)
    assert (await post(drom, whatsapp, HOOK, good)).status == 200
    status = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    assert (await post(drom, whatsapp, f"{STATUS}?ref=1", status)).status == 204
    assert (await drom.stopped())[0] == 0
    assert ledger(whatsapp).count("inbox") == 1
    assert ledger(whatsapp).count("status", f"provider_id = '{good['MessageSid']}'") == 0


@pytest.mark.trial
async def test_a_good_post_in_any_dress_is_taken(start: Start, whatsapp: dict[str, str]) -> None:
    drom = await start(whatsapp).ready()
    base = whatsapp["DROM_PUBLIC_URL"]
    mixed = dict(reversed(form(1, Body="Përshëndetje 🙂 Ђорђе").items()))
    without_port = signature(TOKEN, base.rpartition(":")[0] + HOOK, form(2))
    replies = [
        await post(drom, whatsapp, HOOK, mixed),
        await post(drom, whatsapp, HOOK, form(2), signed=without_port),
        await post(drom, whatsapp, HOOK, form(3, Body="")),
        await post(drom, whatsapp, HOOK, form(3, Body="")),
    ]
    assert [reply.status for reply in replies] == [200] * 4
    assert {reply.headers["content-type"].partition(";")[0] for reply in replies} == {"text/xml"}
    assert b"<Message" not in replies[0].body
    assert await drom.metric("drom_repeats_total") == 1
    assert (await drom.stopped())[0] == 0
    assert ledger(whatsapp).count("inbox") == 3


async def test_tokens_may_be_changed_and_a_key_used(start: Start, whatsapp: dict[str, str], twilio: Twilio) -> None:
    changed = {
        "DROM_TWILIO_AUTH_TOKEN": "the-new-token",
        "DROM_TWILIO_AUTH_TOKEN_OLD": TOKEN,
        "DROM_TWILIO_API_KEY": KEY,
        "DROM_TWILIO_API_SECRET": SECRET,
    }
    drom = await start(whatsapp | changed).ready()
    assert (await post(drom, whatsapp, HOOK, form(1))).status == 200
    assert (await post(drom, whatsapp, HOOK, form(2), token="the-new-token")).status == 200
    await WhatsAppPhone(twilio).sees("🗣", times=2)
    assert (await drom.stopped())[0] == 0


@pytest.mark.trial
async def test_a_messaging_service_sends_instead_of_a_number(
    start: Start, whatsapp: dict[str, str], twilio: Twilio
) -> None:
    service = {"DROM_TWILIO_FROM": "", "DROM_TWILIO_MESSAGING_SERVICE": "MG" + "0" * 32}
    drom = await start(whatsapp | service).ready()
    WhatsAppPhone(twilio).write("hello")
    await WhatsAppPhone(twilio).sees("🗣")
    assert (await drom.stopped())[0] == 0
    assert {one.service for one in twilio.account.messages.values() if one.direction == "outbound-api"} == {
        "MG" + "0" * 32
    }


@pytest.mark.trial
async def test_a_voice_is_fetched_and_the_credentials_go_to_the_api_alone(
    start: Start, whatsapp: dict[str, str], twilio: Twilio
) -> None:
    drom = await start(whatsapp).ready()
    ana = WhatsAppPhone(twilio)
    ana.write("hello")
    for place in ("language.which.en", "welcome.why.next", "welcome.consent.yes", "welcome.push.yes"):
        await ana.tap(place)
    await ana.sees(ASKS_NAME)
    ana.speak(opus())
    await ana.sees("A person will write your name.")
    shelf = Path(whatsapp["DROM_DATA_DIR"]) / "media"
    await until(lambda: len([path for path in shelf.rglob("*") if path.is_file()]) == 1, "a file on the shelf")
    assert twilio.leaks == []
    assert (await drom.stopped())[0] == 0


@pytest.mark.trial
async def test_what_people_write_is_emptied_at_twilio(start: Start, whatsapp: dict[str, str], twilio: Twilio) -> None:
    drom = await start(whatsapp).ready()
    await WhatsAppPhone(twilio).register()
    written = [one for one in twilio.account.messages.values() if one.direction == "inbound"]
    assert len(written) == 11
    await until(lambda: ledger(whatsapp).count("leftover") == len(written), "every message to be let go")
    assert (await drom.stopped())[0] == 0
    assert "" not in {one.body for one in written}, "they may be fetched again for a day"
    with closing(sqlite3.connect(database(whatsapp), isolation_level=None)) as connection:
        connection.execute("UPDATE leftover SET next_at = created_at")
    drom = await start(whatsapp).ready()
    await until(lambda: {one.body for one in written} == {""}, "no word of Ana's at Twilio")
    assert (await drom.stopped())[0] == 0
    again = await start(whatsapp).ready()
    await again.until_status("/readyz", 200, 30)
    assert (await again.stopped())[0] == 0
    assert ledger(whatsapp).count("inbox") == len(written)
    assert ledger(whatsapp).count("leftover") == 0


@pytest.mark.trial
async def test_a_file_of_ours_can_be_fetched_by_twilio(start: Start, whatsapp: dict[str, str], twilio: Twilio) -> None:
    """The person's own data as a paper, behind a link that cannot be guessed; Twilio fetches it before it delivers."""
    drom = await start(whatsapp).ready()
    ana = WhatsAppPhone(twilio)
    await ana.register()
    for place in ("menu.member.settings", "settings.all.data", "settings.known.file"):
        await ana.tap(place)
    await ana.sees("Here is your file.")
    links = await until(lambda: [one.media_url for one in twilio.account.messages.values() if one.media_url], "a file")
    path = links[0].removeprefix(whatsapp["DROM_PUBLIC_URL"])
    assert path.startswith("/media/")
    assert (await drom.ask(path)).body.startswith(b"%PDF")
    assert await drom.status(f"{path[:20]}{'a' if path[20] != 'a' else 'b'}{path[21:]}") == 404
    await until(lambda: states(twilio) == {"delivered"}, "a delivery of each message")
    assert (await drom.stopped())[0] == 0


@pytest.mark.trial
async def test_what_fails_later_is_told_by_its_status(start: Start, whatsapp: dict[str, str], twilio: Twilio) -> None:
    twilio.turn(Knobs(extra={"fail": {ADDRESS: 63024}}))
    drom = await start(whatsapp).ready()
    WhatsAppPhone(twilio).write("hello")
    await until(lambda: states(twilio) == {"failed"}, "a failed message")
    await until(lambda: ledger(whatsapp).count("contact", "unreachable_at IS NOT NULL") == 1, "an unreachable contact")
    assert (await drom.stopped())[0] == 0


@pytest.mark.trial
async def test_no_file_answers_at_whatsapp_where_it_is_off(start: Start, hooked: dict[str, str]) -> None:
    drom = await start(hooked).ready()
    assert (await drom.ask(HOOK, body=b"x=1")).status == 404
    assert (await drom.stopped())[0] == 0


@pytest.mark.trial
async def test_what_was_written_while_drom_was_down_is_fetched_and_answered_once(
    start: Start, whatsapp: dict[str, str], twilio: Twilio
) -> None:
    """Twilio gives up on a post after seconds; what it keeps in its list is taken at the next start."""
    assert (await (await start(whatsapp).ready()).stopped())[0] == 0
    ana, hook = WhatsAppPhone(twilio), twilio.inbound
    twilio.inbound = ""
    ana.write("hello")
    twilio.inbound = hook
    for _ in range(2):
        drom = await start(whatsapp).ready()
        await ana.sees("🗣")
        await until(lambda: states(twilio) == {"delivered"}, "a delivery of each message")
        assert (await drom.stopped())[0] == 0
    assert len(ana.screens()) == 1
    assert ledger(whatsapp).count("inbox") == 1
