"""The Bot API methods that Drom uses, with their limits (channels.md 1.5) as Telegram words them."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.emulators.fields import Upload

Fields = dict[str, Any]

ACTIONS = {"typing", "upload_photo", "record_voice", "upload_voice", "upload_document", "find_location"}
MEDIA = {"sendvoice": "voice", "sendphoto": "photo", "senddocument": "document", "sendaudio": "audio"}
DOWNLOAD_LIMIT = 20 * 1024 * 1024
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class Refusal(Exception):
    """An answer that is not ok: an error code and Telegram's own words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@dataclass(slots=True)
class Bot:
    """What Telegram keeps of one bot: files, open presses, the words of its profile and its chats' messages."""

    number: int
    messages: int = 0
    files: dict[str, tuple[str, bytes, str]] = field(default_factory=dict)
    presses: dict[str, float] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)

    def keep_file(self, kind: str, data: bytes, content_type: str = "") -> str:
        """Keep a file and return its id, which is good for one kind only."""
        number = f"{kind}-{len(self.files) + 1}"
        self.files[number] = (kind, data, content_type)
        return number

    def user(self) -> dict[str, Any]:
        """Return the bot as a user."""
        return {"id": self.number, "is_bot": True, "first_name": "Drom", "username": "drom_emulated_bot"}

    def message(self, fields: Fields, **content: Any) -> dict[str, Any]:
        """Return a message that was sent to a chat."""
        self.messages += 1
        chat = {"id": int(fields["chat_id"]), "type": "private"}
        found = {"message_id": self.messages, "from": self.user(), "chat": chat, "date": int(time.time()), **content}
        markup = parsed(fields.get("reply_markup"))
        if isinstance(markup, dict) and "inline_keyboard" in markup:
            found["reply_markup"] = markup
        return found


def parsed(value: Any) -> Any:
    """Return a complex field, which forms carry as JSON."""
    return json.loads(value) if isinstance(value, str) and value[:1] in ("{", "[") else value


def send_message(bot: Bot, fields: Fields) -> dict[str, Any]:
    text = str(fields.get("text", ""))
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if len(text) > 4096:
        raise Refusal(400, "Bad Request: message is too long")
    check_markup(parsed(fields.get("reply_markup")))
    return bot.message(fields, text=text)


def send_media(kind: str, bot: Bot, fields: Fields) -> dict[str, Any]:
    if len(str(fields.get("caption", ""))) > 1024:
        raise Refusal(400, "Bad Request: message caption is too long")
    check_markup(parsed(fields.get("reply_markup")))
    given = fields.get(kind, "")
    if isinstance(given, str) and given.startswith("attach://"):
        given = fields.get(given.removeprefix("attach://"), "")
    if isinstance(given, Upload):
        given = bot.keep_file(kind, given.data, given.content_type)
    known = bot.files.get(str(given))
    if known is None or known[0] != kind:
        raise Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
    file = {"file_id": given, "file_unique_id": f"u-{given}", "file_size": len(known[1])}
    content: dict[str, Any] = {kind: file}
    if kind in ("voice", "audio"):
        content = {kind: {**file, "duration": int(fields.get("duration", 1))}}
    elif kind == "photo":
        content = {kind: [{**file, "width": 100, "height": 100}]}
    return bot.message(fields, caption=fields.get("caption", ""), **content)


def check_markup(markup: Any) -> None:
    """Refuse a keyboard that Telegram would refuse."""
    if not isinstance(markup, dict):
        return
    rows = markup.get("inline_keyboard", [])
    if sum(len(row) for row in rows) > 100 or any(len(row) > 8 for row in rows):
        raise Refusal(400, "Bad Request: too many buttons")
    for row in rows:
        for button in row:
            if not str(button.get("text", "")).strip():
                raise Refusal(400, "Bad Request: text buttons are unallowed in the inline keyboard")
            if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")


def answer_press(bot: Bot, fields: Fields) -> bool:
    if len(str(fields.get("text", ""))) > 200:
        raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
    opened = bot.presses.pop(str(fields.get("callback_query_id", "")), None)
    if opened is None or time.monotonic() - opened > 150:
        raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    return True


def chat_action(bot: Bot, fields: Fields) -> bool:
    if fields.get("action") not in ACTIONS:
        raise Refusal(400, "Bad Request: wrong parameter action in request")
    return True


def set_commands(bot: Bot, fields: Fields) -> bool:
    commands = parsed(fields.get("commands", "[]"))
    if len(commands) > 100:
        raise Refusal(400, "Bad Request: too many bot commands")
    for command in commands:
        if not _COMMAND.fullmatch(command.get("command", "")):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return _profile(bot, fields, "commands", commands)


def set_description(bot: Bot, fields: Fields) -> bool:
    if len(str(fields.get("description", ""))) > 512:
        raise Refusal(400, "Bad Request: description is too long")
    return _profile(bot, fields, "description", fields.get("description", ""))


def set_short_description(bot: Bot, fields: Fields) -> bool:
    if len(str(fields.get("short_description", ""))) > 120:
        raise Refusal(400, "Bad Request: short description is too long")
    return _profile(bot, fields, "short_description", fields.get("short_description", ""))


def _profile(bot: Bot, fields: Fields, name: str, value: Any) -> bool:
    language = str(fields.get("language_code", ""))
    if language and not re.fullmatch("[a-z]{2}", language):
        raise Refusal(400, "Bad Request: invalid language code specified")
    bot.profile[f"{name} {language}".strip()] = value
    return True


def get_file(bot: Bot, fields: Fields) -> dict[str, Any]:
    number = str(fields.get("file_id", ""))
    if number not in bot.files:
        raise Refusal(400, "Bad Request: invalid file_id")
    size = len(bot.files[number][1])
    if size > DOWNLOAD_LIMIT:
        raise Refusal(400, "Bad Request: file is too big")
    return {"file_id": number, "file_unique_id": f"u-{number}", "file_size": size, "file_path": f"files/{number}"}


METHODS: dict[str, Callable[[Bot, Fields], Any]] = {
    "getme": lambda bot, _: {**bot.user(), "can_join_groups": False, "supports_inline_queries": False},
    "sendmessage": send_message,
    "sendlocation": lambda bot, fields: bot.message(
        fields, location={"latitude": float(fields["latitude"]), "longitude": float(fields["longitude"])}
    ),
    "answercallbackquery": answer_press,
    "sendchataction": chat_action,
    "setmycommands": set_commands,
    "setmydescription": set_description,
    "setmyshortdescription": set_short_description,
    "getfile": get_file,
    "deletemessage": lambda _, __: True,
}
METHODS.update({name: partial(send_media, kind) for name, kind in MEDIA.items()})
