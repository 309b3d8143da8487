"""What the console works with: the services, put together once; it never knows a page or a request."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field

from bot.bell import Bell
from bot.clock import Clock
from bot.media.links import Served
from bot.recognition import Recognises
from bot.services.conversation import Conversation, Speech
from bot.services.dispatch import ChannelState, Snapshot
from bot.services.helpdesk import HelpDesk
from bot.services.recounting import Recounting
from bot.services.uploads import Uploads
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Office:
    """What pages work with.

    ``address`` is where staff's browsers find Drom; ``touch`` tells the sender that there may be something to send.
    ``snapshot`` tells how sending goes, ``states`` only each messenger's, at no cost; ``troubles`` what is wrong
    with Drom and what operators should know, in English; ``find`` gives a kept file, ``delete_files`` deletes some,
    ``uploads`` takes new ones; ``reworded`` tells that words were corrected. In the ``demo`` nobody needs to sign
    in. ``counts`` keeps numbers that are slow to count, ``recogniser`` what was understood of recordings.
    """

    store: Store
    clock: Clock
    speech: Speech
    conversation: Conversation
    help_desk: HelpDesk
    token: Callable[[], str]
    address: str
    touch: Callable[[], None]
    snapshot: Callable[[], Awaitable[Snapshot]]
    states: Callable[[], Mapping[str, ChannelState]]
    troubles: Callable[[], Awaitable[tuple[list[str], list[str]]]]
    find: Callable[[str], Awaitable[Served | None]]
    delete_files: Callable[[Collection[str]], None]
    uploads: Uploads
    reworded: Callable[[], None]
    counts: Recounting
    recogniser: Recognises
    demo: bool = False
    bell: Bell = field(default_factory=Bell)
