"""What the two platforms take in one message, as data; it never knows a vendor's library.

Sources: the Bot API's table of limits (``channels.md`` 1.5) and Twilio's content pages (``channels.md`` 2.3, 2.4).
The real channel and the simulated phone of a platform share one value.
"""

from bot.channels.port import Limits

TELEGRAM_LIMITS = Limits(
    text=4096,
    caption=1024,
    buttons=100,
    button_label=64,
    rows=0,
    row_label=0,
    body_with_choices=4096,
    payload_bytes=64,
    voice_caption=1024,
    stacked=True,
)
"""``button_label`` is ours: Telegram names no limit, and longer labels are cut on a small screen."""

WHATSAPP_LIMITS = Limits(
    text=1600,
    caption=1024,
    buttons=3,
    button_label=20,
    rows=10,
    row_label=24,
    body_with_choices=1024,
    payload_bytes=200,
    voice_caption=0,
)
"""Twilio combines no text with audio, and WhatsApp shows none under a document (``channels.md`` 2.5)."""

WHATSAPP_GAP = 1.0
"""Seconds between two messages to one person, from the answer to the first: Twilio takes messages one after the other
but promises no order for quick ones (``channels.md`` W14). The length is ours: most answers are one message."""

KEEPS_WORDS = frozenset({"whatsapp"})
"""Channels whose provider keeps what people write until it is told to empty it (``channels.md`` W13)."""

SIM_TELEGRAM = "sim-telegram"
SIM_WHATSAPP = "sim-whatsapp"
"""The names of the two simulated messengers of the demo."""

CALENDARS = frozenset({"telegram", SIM_TELEGRAM})
"""Messengers that carry a calendar file; what Twilio takes for WhatsApp (``channels.md`` 2.5) has none."""

LIMITS: dict[str, Limits] = {
    "telegram": TELEGRAM_LIMITS,
    "whatsapp": WHATSAPP_LIMITS,
    SIM_TELEGRAM: TELEGRAM_LIMITS,
    SIM_WHATSAPP: WHATSAPP_LIMITS,
}
"""The limits of every channel, by its name."""
