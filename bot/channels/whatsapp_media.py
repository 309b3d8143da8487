"""What people sent on WhatsApp: files are fetched from Twilio and deleted there, words emptied; it never reads them."""

import logging
import re

from bot.channels.wire import MayBeSent, NotSent, Wire
from bot.media.addresses import Places
from bot.media.download import Downloader
from bot.media.refused import MediaRefused

STORES = (
    ".twilio.com",
    ".twiliocdn.com",
    "s3.amazonaws.com",
    ".s3.amazonaws.com",
    "s3-external-1.amazonaws.com",
    ".s3-external-1.amazonaws.com",
)
"""Where Twilio's media addresses lead (seen, not promised: ``channels.md`` 2.1)."""

_MESSAGE = re.compile(r"[A-Za-z]{2}[0-9A-Za-z]{1,62}")
"""A message's id, which stands for the words of it."""
_GONE = frozenset({404, 410})
"""What a second deletion is answered: nothing is left to delete, and that is as good."""

_log = logging.getLogger(__name__)


class WhatsAppMedia:
    """Asks for the files of one account's messages and for nothing else: our key goes to such addresses alone."""

    def __init__(self, api_url: str, account_sid: str, authorization: str, wire: Wire) -> None:
        """``authorization`` is a whole header value; ``wire`` carries deletions, and its patience is for files too."""
        self._messages = f"{api_url}/2010-04-01/Accounts/{account_sid}/Messages/"
        self._file = re.compile(re.escape(self._messages) + r"[A-Za-z0-9]{1,64}/Media/[A-Za-z0-9]{1,64}")
        self._authorization = authorization
        self._downloader = Downloader(Places.of([api_url], STORES), seconds=wire.seconds)
        self._wire = wire
        self._failing = False

    async def fetch(self, url: str, limit: int) -> bytes:
        """Return a file of at most ``limit`` bytes; raises MediaRefused ``place``, ``big``, ``broken`` or ``slow``."""
        if not self._file.fullmatch(url):
            raise MediaRefused("place")
        return await self._downloader.fetch(url, limit, self._authorization)

    async def forget(self, reference: str) -> bool:
        """Delete a file by its address, or empty the words of a message by its id; True where nothing of it is left."""
        if self._file.fullmatch(reference):
            return await self._gone("DELETE", f"{reference}.json")
        if _MESSAGE.fullmatch(reference):
            return await self._gone("POST", f"{self._messages}{reference}.json", b"Body=")
        return True

    async def _gone(self, method: str, url: str, body: bytes | None = None) -> bool:
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        try:
            answer = await self._wire.ask(method, url, body, {"Authorization": self._authorization, **form})
        except (NotSent, MayBeSent) as error:
            return self._failed(str(error))
        if 200 <= answer.status < 300 or answer.status in _GONE:
            if self._failing:
                _log.warning("whatsapp: words and files are deleted again")
            self._failing = False
            return True
        return self._failed(f"HTTP {answer.status}")

    def _failed(self, cause: str) -> bool:
        """Say so once, until a deletion succeeds; returns False."""
        if not self._failing:
            _log.warning("whatsapp: words and files are not deleted yet: %s", cause)
        self._failing = True
        return False
