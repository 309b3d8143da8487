"""How Telegram hands updates to a bot: by long polling, or to its webhook in lanes; it never knows a method."""

import asyncio
import json
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.caller import Caller, NoAnswer
from tests.emulators.faults import Knobs

Update = dict[str, Any]

UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
"""Kinds that are left out where a bot does not name the kinds it wants (Bot API, ``setWebhook``)."""


@dataclass(slots=True)
class Webhook:
    """What ``setWebhook`` set."""

    url: str = ""
    secret: str = ""
    connections: int = 40
    last_error_at: int = 0
    last_error: str = ""


@dataclass(slots=True)
class Try:
    """One delivery to the webhook; times in seconds of the machine's monotonic clock, ``status`` 0 for no answer."""

    update_id: int
    lane: str
    began: float
    ended: float
    status: int


@dataclass(slots=True)
class Updates:
    """Everything that waits for the bot. While ``keep`` is true, ``pushed`` and ``tries`` record what came and went."""

    knobs: Callable[[], Knobs]
    webhook: Webhook = field(default_factory=Webhook)
    allowed: tuple[str, ...] = ()
    waiting: dict[int, Update] = field(default_factory=dict)
    tries: list[Try] = field(default_factory=list)
    pushed: list[Update] = field(default_factory=list)
    keep: bool = True
    last_id: int = 1000
    _lanes: dict[str, deque[Update]] = field(default_factory=dict)
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _caller: Caller = field(default_factory=Caller)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(40))
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _poller: asyncio.Event | None = None
    _chance: random.Random = field(default_factory=lambda: random.Random(7))

    def push(self, update: Update) -> int:
        """Take an update from a person and return its id, which is given where it has none."""
        number = update.setdefault("update_id", self.last_id + 1)
        self.last_id = max(self.last_id, number)
        if self.keep:
            self.pushed.append(update)
        kind = next(name for name in update if name != "update_id")
        if kind not in self.allowed if self.allowed else kind in UNASKED:
            return int(number)
        if self.webhook.url:
            self._put(update)
        else:
            self.waiting[number] = update
            self._news.set()
        return int(number)

    @property
    def pending(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self.waiting) + sum(len(lane) for lane in self._lanes.values())

    def set_webhook(self, webhook: Webhook) -> None:
        """Deliver to a URL from now on, beginning with what waits."""
        self.webhook = webhook
        self._slots = asyncio.Semaphore(webhook.connections)
        waiting, self.waiting = self.waiting, {}
        for update in waiting.values():
            self._put(update)

    def delete_webhook(self, drop: bool) -> None:
        """Keep updates for polling again, or forget them."""
        self.webhook = Webhook()
        self.close()
        left = [update for lane in self._lanes.values() for update in lane]
        self._lanes.clear()
        if drop:
            self.waiting.clear()
            return
        self.waiting.update({update["update_id"]: update for update in sorted(left, key=lambda one: one["update_id"])})

    def close(self) -> None:
        """Stop delivering."""
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()
        self._caller.close()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update] | None:
        """Confirm what is below ``offset`` and return what waits; None when another poller took over."""
        if self._poller is not None:
            self._poller.set()
        stop = self._poller = asyncio.Event()
        first = offset if offset >= 0 else sorted(self.waiting)[offset:][0] if self.waiting else 0
        self.waiting = {number: update for number, update in self.waiting.items() if number >= first}
        deadline = time.monotonic() + seconds
        while not self.waiting and not stop.is_set() and (left := deadline - time.monotonic()) > 0:
            self._news.clear()
            news, stopped = asyncio.ensure_future(self._news.wait()), asyncio.ensure_future(stop.wait())
            _, still = await asyncio.wait({news, stopped}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            for future in still:
                future.cancel()
        if stop.is_set():
            return None
        self._poller = None
        return [self.waiting[number] for number in sorted(self.waiting)[:limit]]

    def _put(self, update: Update) -> None:
        lane = lane_of(update)
        self._lanes.setdefault(lane, deque()).append(update)
        if lane not in self._tasks:
            self._tasks[lane] = asyncio.get_running_loop().create_task(self._deliver(lane))

    async def _deliver(self, lane: str) -> None:
        """Deliver a lane's updates one after another, each until it is taken."""
        queue = self._lanes[lane]
        while queue:
            failures = 0
            while (pause := await self._post(queue[0], lane, failures)) is not None:
                failures += 1
                await asyncio.sleep(pause * self.knobs().retry)
            queue.popleft()
        del self._lanes[lane], self._tasks[lane]

    async def _post(self, update: Update, lane: str, failures: int) -> float | None:
        """Post once; return None when it was taken, or the seconds until the next try."""
        began = time.monotonic()
        body = json.dumps(update).encode()
        headers = {"Content-Type": "application/json"}
        if self.webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.webhook.secret
        status, asked = 0, ""
        async with self._slots:
            try:
                reply = await self._caller.call("POST", self.webhook.url, body, headers)
                status, asked = reply.status, reply.headers.get("retry-after", "")
            except NoAnswer:
                status = 0
        if self.keep:
            self.tries.append(Try(update["update_id"], lane, began, time.monotonic(), status))
        if 200 <= status < 300:
            return None
        self.webhook.last_error_at = int(time.time())
        self.webhook.last_error = f"Wrong response from the webhook: {status}" if status else "Connection refused"
        if asked.isdecimal():
            return float(min(int(asked), 3600))
        return _pause(failures, self._chance)


def lane_of(update: Update) -> str:
    """Return the queue that an update is delivered in: the chat of a message, the user of a press, and so on."""
    if press := update.get("callback_query"):
        return f"press {press['from']['id']}"
    if member := update.get("my_chat_member"):
        return f"member {member['chat']['id']}"
    kind = next((name for name in update if name != "update_id"), "")
    chat = update[kind].get("chat", {}).get("id", 0) if isinstance(update.get(kind), dict) else 0
    return f"chat {chat}"


def _pause(failures: int, chance: random.Random) -> float:
    """Return the seconds before the next delivery: at once, then 2, 4, 8 ... up to a random 60 to 120."""
    if failures == 0:
        return 0.0
    return float(min(2**failures, chance.uniform(60, 120)))
