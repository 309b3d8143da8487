"""What works messages and sends them, put together: settings in, a ``Core`` out; it never knows a web server."""

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot import catalog, elsewhere, programme
from bot.actions import actions
from bot.bell import Bell
from bot.channels.limits import LIMITS, SIM_TELEGRAM, SIM_WHATSAPP, WHATSAPP_GAP
from bot.channels.port import Channel, Inbound, Status
from bot.clock import Clock
from bot.drawings import papers
from bot.housekeeping import Housekeeping
from bot.media.check import ProcessChecker
from bot.media.kinds import MediaLimits
from bot.media.shelf import Shelf
from bot.picture_cards import KIND as PICTURE
from bot.picture_cards import PictureCard
from bot.picture_list import every_card, flows_with_cards
from bot.recognition import NoRecogniser, Recognises
from bot.services import (
    announcement_approval,
    answers,
    course_reminder,
    courses,
    handing,
    meeting_notices,
    proposals,
    question_notices,
    slot_notices,
    statuses,
    story_notices,
    telling,
    tip_content,
    tip_notices,
)
from bot.services.conversation import Conversation, Speech
from bot.services.dispatcher import Dispatcher, SendSettings
from bot.services.due import NoticeKind
from bot.services.duty import Duty, Loop
from bot.services.feed import Feed
from bot.services.followers import Followers
from bot.services.helpdesk import HelpDesk
from bot.services.knocking import Knocking
from bot.services.leftovers import Forget, Leftovers
from bot.services.library import Library
from bot.services.media import Fetch, MediaService
from bot.services.pictures import Pictures
from bot.services.quiet import next_loud
from bot.services.rates import Rate
from bot.services.reception import Reception
from bot.services.record_talk import Studio
from bot.services.recorded import Recorded, RecordedWatch
from bot.services.recounting import Recounting
from bot.services.tick import Tick
from bot.services.turn import Actions
from bot.services.uploads import Uploads
from bot.services.voice_ahead import VoicesAhead
from bot.services.voices import Voices
from bot.services.wording import Wording
from bot.settings import Settings
from bot.vocabulary import Vocabulary
from bot.voices.maker import Maker
from bot.web.hooks import Intake
from flows import BOOK
from storage.store import Store, open_hails, open_store
from storage.works import T

NOTICES = (answers.KIND, handing.KIND, course_reminder.KIND, *story_notices.KINDS)
"""Every kind of notice that needs no programme; those about meetings, tips, questions and announcements do."""

SPOKEN = "spoken"
"""The folder under DROM_DATA_DIR that holds voice notes: made by Drom, and made again where they are missing."""

DRAIN_SECONDS = 15.0
"""How long a stop waits for answers to what is on its way."""


def speech_of(settings: Settings) -> Speech:
    """Return the flows and the words of a programme; raises ``ProgrammeDefect``."""
    found = programme.load(settings.programme)
    words = catalog.load().with_overlay({**elsewhere.overlay(), **found.overlay()})
    return Speech(BOOK, words, Vocabulary(words), found, LIMITS)


def notices(speech: Speech) -> tuple[NoticeKind, ...]:
    """Return every kind of notice."""
    services = (meeting_notices, proposals, tip_notices, slot_notices, question_notices)
    about = (kind for each in services for kind in each.kinds(speech.programme))
    return (*NOTICES, *about, *announcement_approval.kinds(speech))


def rates(settings: Settings) -> dict[str, Rate]:
    """Return how fast each messenger may be sent to."""
    telegram = Rate(settings.telegram_rate, settings.telegram_chat_rate)
    whatsapp = Rate(settings.whatsapp_rate)
    # A simulated phone keeps the order by itself, and so does an emulator, for which no rate is set.
    ordered = replace(whatsapp, gap=WHATSAPP_GAP if settings.whatsapp_rate else 0.0)
    return {"telegram": telegram, SIM_TELEGRAM: telegram, "whatsapp": ordered, SIM_WHATSAPP: whatsapp}


def token() -> str:
    """Return 64 random hexadecimal signs."""
    return secrets.token_hex(32)


class Core:
    """What works messages and sends them, on a store that is open, with channels that may be fakes.

    A ``recogniser`` understands speech; there is none yet.
    """

    recogniser: Recognises = NoRecogniser()

    def __init__(
        self, settings: Settings, speech: Speech, store: Store, clock: Clock, pictures: Pictures | None = None
    ) -> None:
        self.settings, self.speech, self.store, self.clock, self.pictures = settings, speech, store, clock, pictures
        self.followers = Followers(store, speech.voices, clock) if speech.voices else None
        self.channels: dict[str, Channel] = {}
        self.fetches: dict[str, Fetch] = {}
        self.forgets: dict[str, Forget] = {}
        self.bell, self.hails = Bell(), open_hails(settings.url)
        self.quiet: Counter[str] = Counter()
        self.stopping = False
        self.touch: Callable[[], None] = lambda: None
        self.shelf, self.checker = Shelf(settings.data_dir / "media"), ProcessChecker(MediaLimits())
        self.conversation = Conversation(speech, self._actions(), token)
        self.help_desk = HelpDesk(self.conversation)
        self.knocking = Knocking(store, clock, speech.programme)
        self.tick = Tick(store, self.conversation, clock, notices(speech))
        self.feed = Feed(store, clock, speech)
        self.wording = Wording(store, speech)
        self.recorded = self._recorded()
        self.counts = Recounting(store, clock, speech.programme)
        self.reception = Reception(store, self.conversation, clock, self._acknowledge)
        self.media = self._media()
        self.leftovers = Leftovers(store=store, forgets=self.forgets, clock=clock)
        self.library = self._library()
        kept = (self.shelf, self.library, self.media)
        self.housekeeping = Housekeeping(store, clock, speech.programme, *kept, settings.data_dir)
        self._background: set[asyncio.Future[Any]] = set()

    def _actions(self) -> Actions:
        files = (self.delete_files, self._drop_papers)
        studio = Studio(lambda: self.speech, self.bell.ring)
        return actions(*files, self.settings.address, lambda: self.help_desk, self.speaks, studio)

    def _recorded(self) -> RecordedWatch | None:
        """Let voice notes be made of what people recorded; None where nothing is spoken."""
        if (voices := self.speech.voices) is None:
            return None
        voices.recordings = recorded = Recorded(self.shelf)
        return RecordedWatch(self.store, self.speech, recorded, voices, lambda: self.wording.version)

    @property
    def ahead(self) -> Loop | None:
        """What makes voice notes before they are needed; None where Drom has no voice."""
        if (voices := self.speech.voices) is None or not voices.there:
            return None
        return self.duty("voices", VoicesAhead(self.store, self.speech, voices, lambda: self.wording.version).run)

    def _library(self) -> Library:
        settings, speech = self.settings, self.speech
        kinds = papers(speech, settings.telegram_name, settings.twilio_from.removeprefix("whatsapp:+"))
        shelves = {PICTURE: self.pictures.find} if self.pictures else {}
        sweeps = (self.pictures.sweep,) if self.pictures else ()
        folder = settings.data_dir / "papers"
        return Library(self.store, folder, self.media.find, kinds, speech.voices, shelves, sweeps)

    def _media(self) -> MediaService:
        return MediaService(
            store=self.store,
            shelf=self.shelf,
            checker=self.checker,
            fetches=self.fetches,
            clock=self.clock,
            told=telling.refused_file(self.conversation, self.clock),
            limits=MediaLimits(),
            recogniser=self.recogniser,
        )

    def add(self, channel: Channel) -> None:
        """Add a messenger, before ``sender`` is called."""
        self.channels[channel.name] = channel
        self.fetches[channel.name] = channel.fetch
        self.forgets[channel.name] = channel.forget

    def sender(self) -> Dispatcher:
        """Return the one sender for the channels added so far."""
        settings = self.settings
        alone, paces = self.store.dialect == "sqlite", rates(settings)
        sending = SendSettings(paces, settings.send_slots, settings.http_timeout, alone=alone, drain=DRAIN_SECONDS)
        chance = random.Random(token())  # noqa: S311 - it spreads pauses
        owner, hail = token()[:16], self.hails.hail
        return Dispatcher(
            *(self.store, self.clock, self.channels, sending),
            owner=owner,
            chance=chance,
            loud=self._loud,
            hail=hail,
            follow=self.followers.take if self.followers else lambda _: None,
        )

    def _loud(self, country: str, quiet_from: int | None, quiet_to: int | None, now: datetime) -> datetime:
        return next_loud(now, self.speech.programme.zone(country), quiet_from, quiet_to)

    def duty(self, name: str, loop: Loop) -> Loop:
        """Return a loop that only one process runs at a time, where several may share the database."""
        duty = Duty(self.store, self.clock, name, token()[:16], loop, self.hails.hail)
        return loop if self.store.dialect == "sqlite" else duty.run

    @property
    def uploads(self) -> Uploads:
        """What takes files of staff's browsers."""
        return Uploads(self.checker, self.shelf, MediaLimits(), self.clock, token)

    @property
    def intake(self) -> Intake:
        """What webhooks hand on to."""
        return Intake(self.reception.receive, self._note_status, lambda: not self.stopping, self.count_quiet)

    def count_quiet(self, channel: str) -> None:
        """Count something from a platform that needs no answer."""
        self.quiet[channel] += 1

    def fresh_key(self) -> bytes:
        """Return 32 random bytes."""
        return secrets.token_bytes(32)

    async def load_content(self) -> None:
        """Bring up the content that came with Drom; a file that is broken changes nothing. Raises StorageDown."""
        now, found = self.clock.now(), await asyncio.to_thread(courses.read_folder)
        await self.store.run(lambda connection: courses.load(connection, found, now))
        await tip_content.begin(self.store, self.clock, self.speech.programme)

    async def settle(self) -> None:
        """Wait for what was left to be done in the background."""
        if self._background:
            await asyncio.wait(self._background, timeout=5)

    async def _note_status(self, status: Status) -> None:
        """Take what a provider says of a message that was sent."""
        now = self.clock.now()
        await self.store.run(lambda connection: statuses.note(connection, status, now))

    async def _acknowledge(self, inbound: Inbound) -> None:
        if (channel := self.channels.get(inbound.channel)) is not None:
            await channel.acknowledge(inbound)

    def speaks(self) -> bool:
        """Tell whether Drom has a voice now."""
        return self.speech.voices is not None and self.speech.voices.there

    def delete_files(self, names: Collection[str]) -> None:
        """Delete files without keeping anybody waiting; the sweep finds what a crash leaves."""
        self._behind(self.shelf.delete, names)

    def _drop_papers(self, numbers: Collection[int]) -> None:
        self._behind(self.library.drop, numbers)

    def _behind(self, work: Callable[[T], object], what: T) -> None:
        task = asyncio.get_running_loop().run_in_executor(None, work, what)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def pictures_of(settings: Settings, speech: Speech, clock: Clock | None = None) -> Pictures:
    """Return the picture cards of an installation; those known ahead are named when they are drawn."""

    def ahead() -> list[PictureCard]:
        found = every_card(speech.book, speech.words, speech.programme, courses.read_folder())
        return [card for card, _ in found.values()]

    return Pictures(settings.data_dir / "pictures", flows_with_cards(speech.book), ahead, clock=clock)


def open_core(settings: Settings, clock: Clock) -> Core:
    """Return the core on the store that the settings name, which is not open yet; it speaks and draws where it can."""
    speech = speech_of(settings)
    voices = Voices(settings.data_dir / SPOKEN, Maker(), clock=clock) if settings.voice == "on" else None
    pictures = pictures_of(settings, speech, clock) if settings.pictures == "on" else None
    speech = replace(speech, voices=voices, pictures=pictures.name if pictures else None)
    store = open_store(settings.url, synchronous=settings.sqlite_synchronous)
    return Core(settings, speech, store, clock, pictures)
