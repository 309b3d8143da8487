"""Twilio's signed posts to a bot: messages from people and what became of ours; it never knows the REST side."""

import base64
import hashlib
import hmac
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from tests.emulators.caller import Caller, NoAnswer
from tests.emulators.twilio_cache import Cache

CONNECT_AND_READ = 15.0
"""Seconds that Twilio waits for an answer (channels.md 2.1)."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post to the bot; times in seconds of the machine's monotonic clock, ``status`` 0 for no answer."""

    url: str
    fields: dict[str, str]
    began: float
    ended: float
    status: int


def signature(token: str, url: str, fields: Mapping[str, str]) -> str:
    """Return what ``X-Twilio-Signature`` holds for a form post (channels.md 2.2)."""
    text = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


@dataclass(slots=True)
class Hooks:
    """Posts forms with a signature, retrying as the fragment of the URL asks (``#rc=3&rp=ct,rt,5xx``)."""

    token: str
    posts: list[Post] = field(default_factory=list)
    cache: Cache = field(default_factory=Cache)
    _caller: Caller = field(default_factory=Caller)

    async def post(self, url: str, fields: Mapping[str, str]) -> bool:
        """Post until it is taken or the tries are used up; tell which."""
        place = urlsplit(url)
        bare = urlunsplit(place._replace(fragment=""))
        asked = {name: values[0] for name, values in parse_qs(place.fragment).items()}
        policies = asked.get("rp", "ct").split(",")
        token = str(uuid.uuid4())
        for _ in range(int(asked.get("rc", "1")) + 1):
            status, reached = await self._once(bare, dict(fields), token)
            if 200 <= status < 300:
                return True
            kind = "ct" if not reached else "rt" if status == 0 else f"{status // 100}xx"
            if kind not in policies and "all" not in policies:
                return False
        return False

    async def _once(self, url: str, fields: dict[str, str], token: str) -> tuple[int, bool]:
        began = time.monotonic()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature(self.token, url, fields),
            "I-Twilio-Idempotency-Token": token,
        }
        status, reached = 0, True
        try:
            reply = await self._caller.call("POST", url, urlencode(fields).encode(), headers, CONNECT_AND_READ)
            status = reply.status
        except NoAnswer as error:
            reached = error.reached
        self.posts.append(Post(url, fields, began, time.monotonic(), status))
        return status, reached

    async def fetch(self, url: str) -> tuple[str, bytes] | None:
        """Fetch a file that is to be sent, with HEAD and then GET unless it is kept; None where either fails."""
        try:
            reply = await self.cache.get(self._caller, url, CONNECT_AND_READ)
        except NoAnswer:
            return None
        return (reply.headers.get("content-type", ""), reply.body) if reply.status == 200 else None

    def close(self) -> None:
        """Let go of every connection."""
        self._caller.close()
