"""WhatsApp through Twilio as a channel: parts become messages, errors become receipts; it never knows the database."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from bot.channels.half_sent import HalfSent
from bot.channels.limits import WHATSAPP_GAP, WHATSAPP_LIMITS
from bot.channels.port import ContentRefused, Delivery, File, Inbound, Limits, Receipt
from bot.channels.provider_ids import NoProviderIds, ProviderIds
from bot.channels.whatsapp_codes import CONTENT_REFUSED
from bot.channels.whatsapp_content import Contents, shape_for, variables
from bot.channels.whatsapp_forms import CHANNEL, PREFIX, read_form
from bot.channels.whatsapp_http import TROUBLES, TwilioHttp, receipt_of
from bot.channels.whatsapp_media import WhatsAppMedia
from bot.channels.whatsapp_pieces import Listed, Piece, pieces_of, twin, written_out
from bot.channels.wire import Wire, basic, pause
from bot.clock import Clock

_log = logging.getLogger(__name__)

_RECENT = 50
_PAGE = 200
_LOOK_BACK = timedelta(minutes=2)
"""How far a look-up reads where nobody says when the first attempt began: rather a repeat than a message lost."""


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """Whose account it is and how it is reached.

    ``user`` and ``secret`` are an API key with its secret, or the account's SID with its auth token. ``sender`` is
    ``whatsapp:+...``, ``service`` a Messaging Service; one of them. URLs have no slash at their end.
    """

    sid: str
    user: str
    secret: str = field(repr=False)
    sender: str
    service: str
    api_url: str
    content_url: str
    public_url: str


class Unlisted(Exception):
    """Twilio's list of messages could not be had; the text is a cause."""


class WhatsAppChannel:
    """The WhatsApp side of Drom."""

    name = CHANNEL
    limits: Limits = WHATSAPP_LIMITS

    def __init__(
        self,
        account: TwilioAccount,
        clock: Clock,
        *,
        seconds: float = 30.0,
        content_ids: ProviderIds | None = None,
        media_url: Callable[[str, int], str] | None = None,
        pause: Callable[[float], Awaitable[None]] = pause,
    ) -> None:
        """Wait ``seconds`` for an answer. ``media_url`` gives a file's unguessable address by its id and message."""
        self._account = account
        self._clock = clock
        self._media_url = media_url
        self._pause = pause
        self._wire = Wire(seconds)
        authorization = basic(account.user, account.secret)
        ids = content_ids or NoProviderIds()
        self._contents = Contents(self._wire, account.content_url, authorization, ids, clock.monotonic)
        self._files = WhatsAppMedia(account.api_url, account.sid, authorization, self._wire)
        self._client = _client(account, self._wire)
        self._half_sent = HalfSent()
        self._status_url = f"{account.public_url}/whatsapp/status"

    async def open(self) -> None:
        """Need nothing: Twilio is told its addresses in its own console, and templates are made when needed."""

    async def close(self) -> None:
        """Let go of connections."""
        await self._wire.close()

    async def acknowledge(self, inbound: Inbound) -> None:
        """Do nothing: WhatsApp shows no waiting sign."""

    async def fetch(self, file: File, limit: int) -> bytes:
        """Return a file's bytes; raises MediaRefused ``place``, ``big``, ``broken`` or ``slow``."""
        return await self._files.fetch(file.reference, limit)

    async def forget(self, file: File) -> bool:
        """Delete a file or empty a message at Twilio, which keeps them otherwise; True where nothing is left of it."""
        return await self._files.forget(file.reference)

    async def send(self, delivery: Delivery) -> Receipt:
        """Try once and say how it ended; before a repeat, look whether it is out already (W10)."""
        pieces = pieces_of(delivery.part, self._address_in(delivery.reference))
        if not pieces:
            return Receipt("refused", detail="no words, and this channel has no address for the file")
        listed: tuple[Listed, ...] = ()
        if delivery.attempt > 1:
            try:
                listed = await self._recent(delivery)
            except TROUBLES as error:
                return _not_looked_up(receipt_of(error))
        return await self._send_pieces(delivery, pieces, listed)

    async def missed(self, since: datetime) -> list[Inbound]:
        """Return what people wrote since a moment, oldest first, for after an outage; raises Unlisted.

        Of a tapped button Twilio keeps only its title, so such a message is text.
        """
        found: list[tuple[datetime, tuple[Inbound, ...]]] = []
        try:
            async for message in await self._messages(date_sent_after=since, page_size=_PAGE):
                if self._is_to_us(message):
                    at = _moment(message.date_sent) or _moment(message.date_created) or since
                    found.append((at, read_form(await self._as_form(message))))
        except TROUBLES as error:
            raise Unlisted(receipt_of(error).detail) from None
        # Twilio lists the newest first; of the same second the later one stands before the earlier.
        found.reverse()
        return [inbound for _, inbounds in sorted(found, key=lambda one: one[0]) for inbound in inbounds]

    def _address_in(self, message: int) -> Callable[[str], str] | None:
        """Return what gives the addresses of files that go in a message."""
        url = self._media_url
        return None if url is None else lambda name: url(name, message)

    async def _send_pieces(self, delivery: Delivery, pieces: Sequence[Piece], listed: Sequence[Listed]) -> Receipt:
        """Send what is not out yet, in order (W14); the receipt is the last one's, or the first that was not sent."""
        since = delivery.since or self._clock.now() - _LOOK_BACK
        receipt, first = Receipt("refused"), True
        for place in range(self._half_sent.take(delivery.reference), len(pieces)):
            if found := twin(pieces[place], listed, since):
                receipt = Receipt("sent", provider_id=found, detail="found: an earlier attempt had arrived")
                continue
            if not first:
                await self._pause(WHATSAPP_GAP)
            first = False
            try:
                receipt = await self._post(delivery, pieces[place], follows=place + 1 < len(pieces))
            except TROUBLES as error:
                self._half_sent.put(delivery.reference, place)
                return receipt_of(error)
        return receipt

    async def _post(self, delivery: Delivery, piece: Piece, *, follows: bool) -> Receipt:
        """Send one piece. The status posts of a file before its words must not be taken for those of the words."""
        reference = "" if follows else f"?ref={delivery.reference}"
        fields: dict[str, Any] = {"status_callback": self._status_url + reference}
        if piece.template:
            return await self._create(delivery.address, fields, content_sid=piece.template)
        if not piece.buttons:
            return await self._create(delivery.address, fields, body=piece.body, media_url=piece.media_url)
        try:
            return await self._post_choices(delivery.address, fields, piece)
        except ContentRefused as error:
            _log.warning("whatsapp: choices went as text: %s", error)
            receipt = await self._create(delivery.address, fields, body=written_out(piece))
            return Receipt(receipt.result, receipt.provider_id, detail=f"choices as text: {error}")

    async def _post_choices(self, address: str, fields: dict[str, Any], piece: Piece) -> Receipt:
        """Send choices as buttons or a list; raises ContentRefused where they cannot go like that."""
        shape = shape_for(piece.body, piece.buttons, piece.style, piece.opener)
        if shape is None:
            raise ContentRefused("over the limits of buttons and lists")
        sid = await self._contents.sid(shape, len(piece.buttons))
        filled = variables(shape, piece.body, piece.buttons, piece.opener)
        try:
            return await self._create(address, fields, content_sid=sid, content_variables=filled)
        except TwilioRestException as error:
            if error.code not in CONTENT_REFUSED or error.status >= 500:
                raise
            await self._contents.forget(sid)
            raise ContentRefused(f"{error.status} {error.code}") from None

    async def _create(self, address: str, fields: dict[str, Any], **content: str) -> Receipt:
        given: dict[str, Any] = {name: value for name, value in content.items() if value}
        if self._account.service:
            given["messaging_service_sid"] = self._account.service
        else:
            given["from_"] = self._account.sender
        message = await self._client.messages.create_async(to=_whole(address), **fields, **given)
        return Receipt("sent", provider_id=message.sid or "")

    async def _recent(self, delivery: Delivery) -> tuple[Listed, ...]:
        """Return the last messages to a person but those known to be others: the same words may be said again.

        Not by date: Twilio gives none to a message that still waits.
        """
        listed = await self._messages(to=_whole(delivery.address), page_size=_RECENT, limit=_RECENT)
        return tuple(
            [
                Listed(message.sid or "", message.body or "", (message.num_media or "0") != "0", at)
                async for message in listed
                if str(message.direction).startswith("outbound") and message.sid not in delivery.others
                for at in [_moment(message.date_created)]
            ]
        )

    async def _messages(self, **asked: Any) -> AsyncIterator[MessageInstance]:
        found: AsyncIterator[MessageInstance] = await self._client.messages.stream_async(**asked)
        return found

    def _is_to_us(self, message: MessageInstance) -> bool:
        to, sender = message.to or "", message.from_ or ""
        ours = to == self._account.sender if self._account.sender else to.startswith(PREFIX)
        return str(message.direction) == "inbound" and ours and sender.startswith(PREFIX)

    async def _as_form(self, message: MessageInstance) -> dict[str, str]:
        """Return a listed message as the form that Twilio would have posted."""
        sid = message.sid or ""
        form = {"MessageSid": sid, "From": message.from_ or "", "Body": message.body or ""}
        if (message.num_media or "0") == "0":
            return form
        base = f"{self._account.api_url}/2010-04-01/Accounts/{self._account.sid}/Messages/{sid}/Media"
        files = await self._client.messages(sid).media.list_async()
        for place, file in enumerate(files):
            form |= {f"MediaUrl{place}": f"{base}/{file.sid}", f"MediaContentType{place}": file.content_type or ""}
        return form | {"NumMedia": str(len(files))}


def _client(account: TwilioAccount, wire: Wire) -> Any:
    """Return the SDK's client, which has no types, on our connections and at the operator's address."""
    make: Any = Client
    client = make(account.user, account.secret, account.sid, http_client=TwilioHttp(wire))
    client.api.base_url = account.api_url
    return client


def _whole(address: str) -> str:
    return address if address.startswith(PREFIX) else PREFIX + address


def _moment(value: object) -> datetime | None:
    """Return a time of Twilio's with its zone; the SDK gives what it cannot read as it came."""
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _not_looked_up(receipt: Receipt) -> Receipt:
    """Return how an attempt ended that made no request to send, because the look-up before it failed."""
    result = receipt.result if receipt.result in ("slow", "alarm") else "safe"
    return Receipt(result, retry_after=receipt.retry_after, detail=f"not looked up: {receipt.detail}")
