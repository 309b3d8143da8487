"""What a simulated phone's messenger would post to Drom, read by the real channels' own readers; it sends nothing."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.channels.limits import SIM_TELEGRAM
from bot.channels.port import Inbound
from bot.channels.telegram_updates import read_update
from bot.channels.whatsapp_forms import read_form
from storage.phones import Bubble, Phone

Receive = Callable[[Sequence[Inbound]], Awaitable[None]]
"""Takes messages into Drom's inbox; raises when it cannot keep them."""
Said = Sequence[tuple[Phone, Bubble]]
"""What people did on their phones, in order."""


def into(receive: Receive) -> Callable[[Said], Awaitable[None]]:
    """Return what hands over to ``receive`` what people did on their phones."""

    async def give(said: Said) -> None:
        if messages := [inbound for owner, bubble in said for inbound in as_inbound(owner, bubble)]:
            await receive(messages)

    return give


def as_inbound(owner: Phone, bubble: Bubble) -> tuple[Inbound, ...]:
    """Return what a person did as their messenger tells it; nothing for a block on WhatsApp, which is not told."""
    if owner.channel == SIM_TELEGRAM:
        found: tuple[Inbound, ...] = tuple(filter(None, (read_update(_update(owner, bubble)),)))
    else:
        found = read_form(_form(owner, bubble))
    return tuple(replace(inbound, channel=owner.channel) for inbound in found)


def _update(owner: Phone, bubble: Bubble) -> Mapping[str, Any]:
    """Return a Telegram update (Bot API, ``Update``)."""
    chat = {"id": int(owner.address), "type": "private"}
    sender = {"id": chat["id"], "is_bot": False, "language_code": owner.hint}
    message = {"message_id": bubble.id, "chat": chat, "from": sender}
    match bubble.kind:
        case "tap":
            press = {"id": str(bubble.id), "from": sender, "message": message, "data": bubble.body["payload"]}
            return {"update_id": bubble.id, "callback_query": press}
        case "blocked" | "unblocked":
            status = {"status": "kicked" if bubble.kind == "blocked" else "member"}
            return {"update_id": bubble.id, "my_chat_member": {"chat": chat, "new_chat_member": status}}
    return {"update_id": bubble.id, "message": message | _content(bubble, chat["id"])}


def _content(bubble: Bubble, sender: object) -> dict[str, Any]:
    body = bubble.body
    match bubble.kind:
        case "text":
            return {"text": body["text"]}
        case "location":
            return {"location": {"latitude": body["latitude"], "longitude": body["longitude"]}}
        case "contact":
            return {"contact": {"phone_number": body["text"], "user_id": sender}}
    file = {"file_id": body["file"], "file_size": body["size"]}
    if bubble.kind == "photo":
        return {"photo": [file | {"width": 1, "height": 1}], "caption": body["text"]}
    more = {"mime_type": body["type"], "duration": round(body["seconds"])}
    return {bubble.kind: file | more, "caption": body["text"]}


def _form(owner: Phone, bubble: Bubble) -> Mapping[str, str]:
    """Return a Twilio form post (Twilio, ``messaging/guides/webhook-request``); empty for what is not told."""
    body = bubble.body
    form = {"MessageSid": f"SM{bubble.id:032x}", "From": f"whatsapp:{owner.address}", "Body": body.get("text", "")}
    match bubble.kind:
        case "blocked" | "unblocked":
            return {}
        case "tap":
            return form | {"ButtonPayload": body["payload"], "ButtonText": body["text"]}
        case "location":
            return form | {"Latitude": str(body["latitude"]), "Longitude": str(body["longitude"])}
        case "text":
            return form
    if bubble.kind == "contact":
        form["Body"] = ""
    return form | {"NumMedia": "1", "MediaUrl0": body["file"], "MediaContentType0": body["type"]}
