"""What is answered where a request is refused before a page sees it; it never knows a page, nor who asks.

People read one sentence and a way on; machines get the status alone.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

from starlette.responses import Response
from starlette.types import Scope

Reason = Literal["foreign", "elsewhere", "broken", "slow", "large", "packed", "full"]
STATUS: Mapping[Reason, int] = {
    "foreign": 403,
    "elsewhere": 403,
    "broken": 400,
    "slow": 408,
    "large": 413,
    "packed": 415,
    "full": 503,
}
"""The status of each refusal. ``foreign``: no page of ours sent it; ``elsewhere``: not asked for on this machine."""
Tell = Callable[[Scope, Reason], Awaitable[Response | None]]
"""Returns the page that says why, with the reason's status; None where no person reads it."""


async def nobody_reads(_scope: Scope, _reason: Reason) -> Response | None:
    """Say nothing."""
    return None
