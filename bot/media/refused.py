"""Why a file is not kept, as one word; it never knows the file, the person or what they hear."""

from typing import Literal

Reason = Literal["big", "long", "type", "broken", "place", "slow", "many"]
"""``big`` too many bytes or pixels · ``long`` too many minutes · ``type`` not a kind we take, or two in one ·
``broken`` cut off or not what it should be · ``place`` named by a strange address · ``slow`` could not be had in
time · ``many`` the person's allowance of the day is used up.
"""


class MediaRefused(Exception):
    """A file was not taken. ``again`` is true where the same try may succeed later."""

    def __init__(self, reason: Reason, *, again: bool = False) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.again = again
