"""How an attempt on Telegram ended, by cause (``promises`` of delivery); pure, it never sends."""

from bot.channels.port import Receipt, Result
from bot.channels.telegram_http import Refused, TelegramError, Unreached

GONE = frozenset(
    {
        "bot was blocked by the user",
        "user is deactivated",
        "bot was kicked from the group chat",
        "bot was kicked from the supergroup chat",
        "the group chat was deleted",
    }
)
"""The only 403 texts that mean a person cannot be reached (telegram-bot-api, Client.cpp). Others pass by themselves."""

_BY_STATUS: dict[int, Result] = {429: "slow", 401: "alarm", 404: "alarm", 409: "safe"}
_STALE = ("wrong file identifier", "wrong remote file", "wrong file_id", "file reference", "media empty")
"""Parts of what is said of an id that is good no more; some come as a code (FILE_REFERENCE_0_EXPIRED)."""


def receipt_of(error: TelegramError) -> Receipt:
    """Return what an error means for a message that was being sent."""
    if isinstance(error, Unreached):
        return Receipt("safe", detail=f"no connection: {error}")
    if not isinstance(error, Refused):
        return Receipt("doubt", detail=str(error))
    if error.moved_to:
        return Receipt("safe", detail="the chat has a new id", moved_to=error.moved_to)
    return Receipt(_result(error), retry_after=error.retry_after, detail=_detail(error))


def _result(error: Refused) -> Result:
    match error.status, words(error):
        case 403, text:
            return "gone" if text in GONE else "safe"
        case 400, "chat not found":
            return "gone"
        case status, _:
            return _BY_STATUS.get(status, "refused")


def _detail(error: Refused) -> str:
    if error.status in (401, 404):
        return f"{error.status}: Telegram refuses DROM_TELEGRAM_TOKEN"
    return f"{error.status} {words(error)}".strip()


def words(error: Refused) -> str:
    """Return Telegram's sentence without its heading, in small letters."""
    return error.description.lower().removeprefix("forbidden: ").removeprefix("bad request: ").strip()[:200]


def stale_file(error: TelegramError) -> bool:
    """Tell whether a file id is refused: the file must be uploaded anew."""
    if not isinstance(error, Refused) or error.status != 400:
        return False
    told = words(error)
    return any(part in told or part.replace(" ", "_") in told for part in _STALE)
