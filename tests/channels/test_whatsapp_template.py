"""A knock on the wire: an approved template by its id alone; and asking for approvals by plain JSON."""

from pathlib import Path

import pytest

from bot.channels.content_api import ContentApi
from bot.channels.limits import SIM_WHATSAPP
from bot.channels.port import ContentRefused, Receipt
from bot.channels.wire import Wire, basic
from bot.templates import KNOCKS, LISTEN
from tests.channels.provider import Provider
from tests.channels.whatsapp_channels import BESIM, MESSAGES, SID, delivery, no, usual, whatsapp
from tests.emulators.faults import Knobs
from tests.emulators.twilio import KEY, SECRET, Twilio
from tests.web.stub import simulator, two

KNOCK = KNOCKS["en"]
HX = "HX" + "c" * 32


async def test_a_template_goes_by_its_id_alone() -> None:
    part = KNOCK.part(HX)
    async with whatsapp() as (provider, channel):
        receipt = await channel.send(delivery(part.text, style=part.style, buttons=part.buttons, template=HX))
    assert receipt == Receipt("sent", provider_id=SID)
    [form] = [asked.form for asked in provider.asked if asked.path == MESSAGES]
    assert (form["ContentSid"], form["To"]) == (HX, f"whatsapp:{BESIM}")
    assert not {"Body", "MediaUrl", "ContentVariables"} & set(form)
    assert form["StatusCallback"].endswith("?ref=42")
    assert {asked.path for asked in provider.asked} == {MESSAGES}, "nothing is made while people wait"


@pytest.mark.parametrize(("code", "result"), [(21655, "refused"), (63016, "window"), (63018, "slow")])
async def test_a_template_that_is_refused_does_not_go_as_text(code: int, result: str) -> None:
    async with whatsapp() as (provider, channel):
        provider.script.append(no(400, code))
        receipt = await channel.send(delivery(KNOCK.body, buttons=KNOCK.buttons, template=HX))
    assert receipt.result == result
    assert len(provider.asked) == 1


async def test_the_demo_takes_a_template_at_any_time_and_words_only_in_the_window(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        _, besim = await two(sim)
        knock = KNOCK.part(f"sim:{KNOCK.name}")
        assert (await sim.drom.say(SIM_WHATSAPP, besim.address, delivery("hello").part)).result == "window"
        assert (await sim.drom.say(SIM_WHATSAPP, besim.address, knock)).result == "sent"
        assert LISTEN in (await sim.client.get(f"/simulator?phone={besim.id}")).text


async def test_approvals_are_asked_for_by_json() -> None:
    twilio, wire = Twilio(Knobs()), Wire(5.0)
    await twilio.start()
    api = ContentApi(wire, twilio.server.address, basic(KEY, SECRET))
    try:
        assert await api.find(KNOCK.name) == ""
        sid = await api.make(KNOCK.content())
        assert await api.find(KNOCK.name) == sid
        assert await api.approval(sid) == ("unsubmitted", "")
        await api.submit(sid, KNOCK.name, KNOCK.category)
        assert await api.approval(sid) == ("received", "")
        with pytest.raises(ContentRefused, match="400"):
            await api.submit(sid, KNOCK.name, KNOCK.category)
        twilio.turn(Knobs(extra={"states": {KNOCK.name: "rejected"}}))
        assert await api.approval(sid) == ("rejected", "NONE_GIVEN")
        assert await api.approval(HX) == ("", "")
    finally:
        await twilio.stop()
        await wire.close()


async def test_what_meta_forbids_is_rejected_by_the_emulator() -> None:
    twilio, wire = Twilio(Knobs()), Wire(5.0)
    await twilio.start()
    twilio.turn(Knobs(extra={"approve": True}))
    api = ContentApi(wire, twilio.server.address, basic(KEY, SECRET))
    content = KNOCK.content()
    content["types"]["twilio/quick-reply"]["actions"][0]["title"] = "🔊 Listen"
    try:
        sid = await api.make(content)
        await api.submit(sid, KNOCK.name, KNOCK.category)
        state, reason = await api.approval(sid)
        assert (state, "emojis" in reason) == ("rejected", True)
        again = await api.make(KNOCK.content())
        with pytest.raises(ContentRefused, match="400"):
            await api.submit(again, KNOCK.name, KNOCK.category)
    finally:
        await twilio.stop()
        await wire.close()


async def test_who_cannot_be_reached_is_a_refusal_with_a_cause() -> None:
    async with Provider(usual) as provider:
        url = provider.url
    wire = Wire(5.0)
    try:
        with pytest.raises(ContentRefused, match="NotSent"):
            await ContentApi(wire, url, basic(KEY, SECRET)).find(KNOCK.name)
    finally:
        await wire.close()
