"""Updates as Telegram makes them from what people do; it never sends one."""

import time
from collections.abc import Mapping
from typing import Any


def user_of(number: int, name: str = "Ana", language: str = "") -> dict[str, Any]:
    """Return a person as Telegram shows one."""
    found: dict[str, Any] = {"id": number, "is_bot": False, "first_name": name}
    return {**found, "language_code": language} if language else found


def chat_of(number: int, name: str = "Ana") -> dict[str, Any]:
    """Return a person's private chat."""
    return {"id": number, "type": "private", "first_name": name}


def message(person: int, number: int, content: Mapping[str, Any], language: str = "") -> dict[str, Any]:
    """Return an update with a message; ``content`` is ``{"text": ...}``, ``{"voice": ...}`` and so on."""
    found = {
        "message_id": number,
        "date": int(time.time()),
        "chat": chat_of(person),
        "from": user_of(person, language=language),
        **content,
    }
    text = str(content.get("text", ""))
    if text.startswith("/"):
        length = len(text.split(maxsplit=1)[0])
        found["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return {"message": found}


def voice(file_id: str, seconds: int = 3, size: int = 1000) -> dict[str, Any]:
    """Return the content of a voice message."""
    return {
        "voice": {
            "file_id": file_id,
            "file_unique_id": f"u-{file_id}",
            "duration": seconds,
            "mime_type": "audio/ogg",
            "file_size": size,
        }
    }


def press(person: int, query: str, data: str, shown: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return an update with a pressed button of the message ``shown``."""
    under = shown or {"message_id": 1, "date": 0, "chat": chat_of(person)}
    found = {"id": query, "from": user_of(person), "message": under, "chat_instance": str(person), "data": data}
    return {"callback_query": found}


def membership(person: int, status: str, bot: int = 1) -> dict[str, Any]:
    """Return an update of a person who blocked the bot (``kicked``) or took it back (``member``)."""
    old = "member" if status == "kicked" else "kicked"
    me = {"id": bot, "is_bot": True, "first_name": "Drom", "username": "drom_emulated_bot"}

    def seen(name: str) -> dict[str, Any]:
        return {"user": me, "status": name, **({"until_date": 0} if name == "kicked" else {})}

    found = {
        "chat": chat_of(person),
        "from": user_of(person),
        "date": int(time.time()),
        "old_chat_member": seen(old),
        "new_chat_member": seen(status),
    }
    return {"my_chat_member": found}
