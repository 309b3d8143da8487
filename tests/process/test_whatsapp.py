"""WhatsApp in the real process, before the emulated Twilio."""

import pytest

from tests.emulators.twilio import Twilio
from tests.process.conftest import Start
from tests.process.phones import WhatsAppPhone

pytestmark = pytest.mark.process


async def test_somebody_registers(start: Start, whatsapp: dict[str, str], twilio: Twilio) -> None:
    drom = await start(whatsapp).ready()
    ana = WhatsAppPhone(twilio)
    tapped = await ana.register()
    print([(t.text, t.shape, t.choices) for t in tapped], drom.logged)
    print([p.status for p in twilio.hooks.posts])
