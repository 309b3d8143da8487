"""The messengers' part of the composition root; each is imported only where it is on (a third of the memory)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse
from starlette.routing import Route

from bot.app import Fittings
from bot.bell import Bell
from bot.catalog import Words
from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.clock import SystemClock
from bot.core import Core, token
from bot.media.links import Link, MediaLinks, Served
from bot.provider_facts import FactIds
from bot.services import samples, templates
from bot.services.library import Library
from bot.services.phones import Phones
from bot.settings import Settings
from bot.web.media import media_routes
from storage import facts, held, outbox

if TYPE_CHECKING:
    from bot.channels.content_api import ContentApi
    from bot.channels.telegram_media import Media
    from bot.channels.whatsapp import TwilioAccount

PROFILES = {"en": "", "sq": "sq", "sr_Latn": "sr", "mk": "mk"}
"""Our languages whose words Telegram can show, by its two-letter codes; the source stands for all others."""
COMMANDS = {
    "menu": ("stuck.ask.menu", "🏠 Menu"),
    "help": ("menu.member.person", "🙋 Person"),
    "language": ("settings.all.language", "🗣️ Language"),
    "stop": ("stop.ask.stop", "✋ Stop"),
}
"""Telegram's list of commands, each with the words that say what it does."""
WHY = ("welcome.why", "I help small businesses save money and stay green.")
"""The words under which Telegram describes the bot."""
HOME = Route("/", lambda _: RedirectResponse("/simulator"))
"""In the demo whoever asks for nothing gets the simulator."""
OFFSET = "clock_offset"
"""The fact that holds by how many seconds the time machine has moved Drom's clock."""


async def fit_telegram(core: Core, fittings: Fittings) -> None:
    """Add Telegram: its webhook where there is a public URL, else a loop that polls."""
    from bot.channels.telegram import TelegramAccount, TelegramChannel  # noqa: PLC0415
    from bot.channels.telegram_poll import TelegramPoll  # noqa: PLC0415
    from bot.channels.telegram_setup import Profile, Webhook  # noqa: PLC0415
    from bot.web.hooks import hook_routes  # noqa: PLC0415

    settings = core.settings
    secret = settings.telegram_webhook_secret.get_secret_value()
    channel = TelegramChannel(
        TelegramAccount(settings.telegram_token.get_secret_value(), settings.telegram_api_url),
        seconds=settings.http_timeout,
        webhook=Webhook(f"{settings.public_url}/telegram/webhook", secret) if settings.public_url else None,
        profiles=[Profile(*texts) for texts in _profiles(core.speech.words)],
        media=_opener(core),
        file_ids=FactIds(core.store),
    )
    core.add(channel)
    fittings.troubles.append(channel.setup.troubles)
    if settings.public_url:
        fittings.hooks += hook_routes(core.intake, telegram_secret=secret)
        return
    poll = TelegramPoll(channel, core.reception.receive, quiet=core.count_quiet)
    fittings.loops.append(core.duty("poll:telegram", lambda bell: poll.run()))
    fittings.on_stop.append(poll.stop)


async def fit_whatsapp(core: Core, fittings: Fittings) -> None:
    """Add WhatsApp through Twilio, with its webhooks and the links under which Twilio fetches files."""
    from bot.channels.twilio_signature import TwilioSignature  # noqa: PLC0415
    from bot.channels.whatsapp import WhatsAppChannel  # noqa: PLC0415
    from bot.channels.whatsapp_missed import WhatsAppMissed  # noqa: PLC0415
    from bot.web.hooks import hook_routes  # noqa: PLC0415

    settings = core.settings
    tokens = (settings.twilio_auth_token.get_secret_value(), settings.twilio_auth_token_old.get_secret_value())
    key = await core.store.run(lambda connection: facts.secret(connection, "media_links", core.fresh_key()))
    links, ids = MediaLinks(settings.public_url, key, core.clock), FactIds(core.store)
    url = partial(url_of, core.library, links)
    channel = WhatsAppChannel(
        _account(settings), core.clock, seconds=settings.http_timeout, content_ids=ids, media_url=url
    )
    core.add(channel)
    signature = TwilioSignature([token for token in tokens if token], settings.public_url)
    intake = core.intake
    fittings.hooks += hook_routes(intake, whatsapp=signature)
    fittings.routes += media_routes(links, partial(find_linked, core))
    missed = WhatsAppMissed(
        channel, core.reception.receive, ids, core.clock, restored=partial(_is_restored, core), refused=intake.alert
    )
    await missed.begin()
    fittings.loops.append(core.duty("missed:whatsapp", missed.run))
    fittings.troubles.append(missed.troubles)
    fittings.loops.append(core.duty("templates:whatsapp", partial(_watch_templates, core)))


async def _is_restored(core: Core) -> bool:
    return await core.store.read(held.held) is not None


def url_of(library: Library, links: MediaLinks, name: str, message: int) -> str:
    """Return where a file is fetched that goes in a message: always the same place where it is nobody's."""
    return links.lasting_url(name) if library.is_nobodys(name) else links.url(name, message)


async def find_linked(core: Core, link: Link) -> Served | None:
    """Return the file behind a link: somebody's while the message is there in which it went to them."""
    if link.lasting:
        return await core.library.find(link.reference) if core.library.is_nobodys(link.reference) else None
    went = await core.store.read(lambda connection: outbox.carries(connection, link.message, link.reference))
    return await core.library.find(link.reference) if went else None


@asynccontextmanager
async def approvals(settings: Settings) -> AsyncIterator["ContentApi"]:
    """Return where templates are made and approved."""
    from bot.channels.content_api import ContentApi  # noqa: PLC0415
    from bot.channels.wire import Wire, basic  # noqa: PLC0415

    account, wire = _account(settings), Wire(settings.http_timeout)
    try:
        yield ContentApi(wire, account.content_url, basic(account.user, account.secret))
    finally:
        await wire.close()


async def _watch_templates(core: Core, bell: Bell) -> None:
    async with approvals(core.settings) as api:
        await templates.watch(bell, core.store, api, core.clock)


def _account(settings: Settings) -> "TwilioAccount":
    from bot.channels.whatsapp import TwilioAccount  # noqa: PLC0415

    return TwilioAccount(
        sid=settings.twilio_account_sid,
        user=settings.twilio_api_key or settings.twilio_account_sid,
        secret=(settings.twilio_api_secret or settings.twilio_auth_token).get_secret_value(),
        sender=settings.twilio_from,
        service=settings.twilio_messaging_service,
        api_url=settings.twilio_api_url,
        content_url=settings.twilio_content_url,
        public_url=settings.public_url,
    )


async def fit_simulator(core: Core, clock: SystemClock, fittings: Fittings) -> None:
    """Add the two simulated messengers and their pages, with the time machine."""
    from bot.channels.simulator import SimulatorChannel  # noqa: PLC0415
    from bot.channels.simulator_wire import into  # noqa: PLC0415
    from bot.web.simulator import allowance, routes  # noqa: PLC0415
    from bot.web.simulator_stage import Stage  # noqa: PLC0415

    clock.offset = await clock_offset(core)
    bell, folder = Bell(), core.settings.data_dir / "phones"
    for name in (SIM_TELEGRAM, SIM_WHATSAPP):
        core.add(SimulatorChannel(name, core.store, clock, bell, folder))
    phones = Phones(core.store, clock, bell, folder, into(core.reception.receive))
    zone, looks = core.speech.programme.zone(""), (_mover(core, clock), _shower(core), _places(core), core.speaks)
    stage = Stage(phones, core.store, clock, bell, folder, zone, *looks)
    fittings.routes += [HOME, *routes(stage)]
    await _open_console(core, fittings)
    fittings.allowance = allowance
    fittings.on_stop.append(bell.close)
    fittings.loops.append(lambda _: phones.open())


async def _open_console(core: Core, fittings: Fittings) -> None:
    """Let whoever sits at this machine into the console, among sample people."""
    fittings.demo = True
    now = core.clock.now()
    await core.store.run(lambda connection: samples.lay(connection, core.conversation, now, token))


def _places(core: Core) -> dict[str, tuple[float, float]]:
    towns = core.speech.programme.town.values()
    return {town.labels["en"]: (town.latitude, town.longitude) for town in towns}


async def clock_offset(core: Core) -> timedelta:
    """Return by how much the time machine has moved Drom's clock."""
    seconds = await core.store.read(lambda connection: facts.get(connection, OFFSET, 0))
    return timedelta(seconds=float(seconds))


def _profiles(words: Words) -> list[tuple[str, str, str, tuple[tuple[str, str], ...]]]:
    found = []
    for language, code in PROFILES.items():
        why = words.text(*WHY, language)
        commands = tuple((name, words.text(key, english, language)) for name, (key, english) in COMMANDS.items())
        found.append((code, why, why, commands))
    return found


def _opener(core: Core) -> "Media":
    """Return what opens the files that Telegram is to get."""
    from bot.channels.telegram_media import MediaFile, MediaMissing  # noqa: PLC0415

    async def open_file(media_id: str) -> MediaFile:
        served = await core.library.find(media_id)
        if served is None:
            raise MediaMissing(media_id)
        data = await asyncio.to_thread(served.path.read_bytes)
        name, lasting = f"drom{served.path.suffix}", core.library.is_lasting(media_id)
        return MediaFile(data, name, served.content_type, round(served.seconds), lasting)

    return open_file


def _mover(core: Core, clock: SystemClock) -> Callable[[timedelta], Awaitable[None]]:
    """Return what moves Drom's clock, durably, and does what is due by then."""

    async def move(by: timedelta) -> None:
        offset = clock.offset + by
        await core.store.run(lambda connection: facts.put(connection, OFFSET, offset.total_seconds()))
        clock.offset = offset
        await core.housekeeping.day()
        core.touch()
        core.bell.ring()

    return move


def _shower(core: Core) -> Callable[[str], Awaitable[tuple[bytes, str] | None]]:
    """Return what gives the simulator the files that Drom sent."""

    async def show(name: str) -> tuple[bytes, str] | None:
        served = await core.library.find(name)
        return (await asyncio.to_thread(served.path.read_bytes), served.content_type) if served else None

    return show
