"""Choices on WhatsApp: a template for each number of them, made once, and words where it cannot be."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.port import Button
from bot.channels.whatsapp_content import template
from bot.clock import SetClock
from tests.channels.provider import Asked, Provider, Script, told
from tests.channels.whatsapp_channels import MESSAGES, NOW, delivery, no, usual, whatsapp
from tests.stand_ins import Memory

HX = "HX" + "b" * 32
TWO = (Button("registration.keep.yes@1", "👍 Po", 1), Button("registration.keep.no@1", "👎 Jo", 2))
FIVE = tuple(Button(f"menu.top.{name}@3", f"{n} {name}", n) for n, name in enumerate("abcde", 1))


def _posted(provider: Provider) -> list[dict[str, str]]:
    return [asked.form for asked in provider.asked if asked.path == MESSAGES]


def _made(provider: Provider) -> list[dict[str, Any]]:
    return [asked.json for asked in provider.asked if asked.path == "/v1/Content" and asked.method == "POST"]


async def test_W7_two_choices_are_quick_replies_with_every_word_a_variable() -> None:
    async with whatsapp(content_ids=Memory()) as (provider, channel):
        receipt = await channel.send(delivery("Okay?", style="buttons", buttons=TWO))
    assert receipt.result == "sent"
    assert _made(provider) == [
        {
            "friendly_name": "drom_quick_2_v1",
            "language": "en",
            "variables": {str(n): f"text {n}" for n in range(1, 6)},
            "types": {
                "twilio/quick-reply": {
                    "body": "{{1}}",
                    "actions": [{"title": "{{2}}", "id": "{{3}}"}, {"title": "{{4}}", "id": "{{5}}"}],
                }
            },
        }
    ]
    (form,) = _posted(provider)
    assert form["ContentSid"] == HX
    assert "Body" not in form
    assert json.loads(form["ContentVariables"]) == {
        "1": "Okay?",
        "2": "👍 Po",
        "3": "registration.keep.yes@1",
        "4": "👎 Jo",
        "5": "registration.keep.no@1",
    }


async def test_W7_more_choices_are_a_list() -> None:
    async with whatsapp(content_ids=Memory()) as (provider, channel):
        await channel.send(delivery("What?", style="list", buttons=FIVE, opener="☰ Hap"))
    (made,) = _made(provider)
    picker = made["types"]["twilio/list-picker"]
    assert (picker["body"], picker["button"], len(picker["items"])) == ("{{1}}", "{{2}}", 5)
    assert picker["items"][4] == {"item": "{{11}}", "id": "{{12}}"}
    filled = json.loads(_posted(provider)[0]["ContentVariables"])
    assert (filled["1"], filled["2"], filled["11"], filled["12"]) == ("What?", "☰ Hap", "5 e", "menu.top.e@3")


async def test_W8_variables_are_text_every_one() -> None:
    quotes = (Button("a.b.c@1", '"{}\\'), Button("a.b.d@1", "7"))
    async with whatsapp(content_ids=Memory()) as (provider, channel):
        await channel.send(delivery('"}, {{9}}', style="buttons", buttons=quotes))
    filled = json.loads(_posted(provider)[0]["ContentVariables"])
    assert filled == {"1": '"}, {{9}}', "2": '"{}\\', "3": "a.b.c@1", "4": "7", "5": "a.b.d@1"}


async def test_W7_template_is_made_once_for_all_who_need_it_and_kept() -> None:
    ids = Memory()
    async with whatsapp(content_ids=ids) as (provider, channel):
        await asyncio.gather(*(channel.send(delivery(f"{n}", style="buttons", buttons=TWO)) for n in range(5)))
    assert len(_made(provider)) == 1
    assert ids.kept == {"drom_quick_2_v1": HX}
    async with whatsapp(content_ids=ids) as (provider, channel):
        await channel.send(delivery(style="buttons", buttons=TWO))
    assert [asked.path for asked in provider.asked] == [MESSAGES]


async def test_W7_template_that_was_made_before_is_found_on_any_page() -> None:
    def paged(asked: Asked) -> Script:
        if asked.method == "GET" and asked.path == "/v1/Content":
            last = asked.query.get("Page") == "1"
            found = {"friendly_name": "drom_quick_2_v1" if last else "other", "sid": "HX" + ("9" if last else "1") * 32}
            after = None if last else f"http://{asked.headers['host']}/v1/Content?PageSize=100&Page=1"
            return told(200, {"contents": [found], "meta": {"next_page_url": after}})
        return usual(asked)

    async with whatsapp(content_ids=Memory()) as (provider, channel):
        provider.usual = paged
        await channel.send(delivery(style="buttons", buttons=TWO))
    assert _made(provider) == []
    assert _posted(provider)[0]["ContentSid"] == "HX" + "9" * 32


async def test_W16_credentials_follow_no_strange_page() -> None:
    async with Provider() as stranger, whatsapp(content_ids=Memory()) as (provider, channel):
        page = {"contents": [], "meta": {"next_page_url": f"{stranger.url}/v1/Content?Page=1"}}
        provider.script.append(told(200, page))
        await channel.send(delivery(style="buttons", buttons=TWO))
        assert stranger.asked == []


@pytest.mark.parametrize(
    ("text", "style", "buttons", "opener"),
    [
        ("x" * 1025, "buttons", TWO, ""),
        ("Okay?", "buttons", (*TWO, Button("a.b.c@1", "ж" * 21, 3)), ""),
        ("Okay?", "list", FIVE, ""),
        ("Okay?", "list", FIVE, "o" * 21),
        ("Okay?", "list", (*FIVE, Button("a.b.c@1", "ж" * 25, 6)), "☰ Hap"),
        ("Okay?", "list", tuple(Button(f"a.b.{n}@1", f"{n}", n) for n in range(1, 12)), "☰ Hap"),
    ],
)
async def test_W7_what_is_over_a_limit_goes_as_text_and_says_so(
    text: str, style: str, buttons: tuple[Button, ...], opener: str
) -> None:
    async with whatsapp(content_ids=Memory()) as (provider, channel):
        receipt = await channel.send(delivery(text, style=style, buttons=buttons, opener=opener))
    (form,) = _posted(provider)
    assert receipt.result == "sent"
    assert receipt.detail == "choices as text: over the limits of buttons and lists"
    assert form["Body"].startswith(text)
    assert all(button.label in form["Body"] for button in buttons)


async def test_W7_text_numbers_what_has_a_number_and_has_none_yet() -> None:
    choices = (Button("a.b.c@1", "Yes", 1), Button("a.b.d@1", "2 No", 2), Button("a.b.e@1", "Other"))
    async with whatsapp(content_ids=Memory()) as (provider, channel):
        provider.script.append(no(400, 20001))
        await channel.send(delivery("Okay?", style="buttons", buttons=choices))
    assert _posted(provider)[0]["Body"] == "Okay?\n\n1. Yes\n2 No\nOther"


@pytest.mark.parametrize("trouble", [no(400, 20001), no(500, 20500), "drop", told(200, []), told(200, "x")])
async def test_W7_choices_go_as_text_while_no_template_can_be_made(trouble: Script) -> None:
    clock = SetClock(NOW)
    async with whatsapp(clock, content_ids=Memory()) as (provider, channel):
        provider.script.append(trouble)
        first = await channel.send(delivery(style="buttons", buttons=TWO))
        asked = len(provider.asked)
        second = await channel.send(delivery(style="buttons", buttons=TWO))
        assert len(provider.asked) == asked + 1
        clock.move(timedelta(seconds=301))
        third = await channel.send(delivery(style="buttons", buttons=TWO))
    assert first.detail.startswith("choices as text: ")
    assert second.detail == "choices as text: templates could not be made a moment ago"
    assert (third.result, third.detail) == ("sent", "")
    assert [("ContentSid" in form) for form in _posted(provider)] == [False, False, True]


@pytest.mark.parametrize("code", [21655, 21656, 63005, 63013, 63021, 63027, 63028])
async def test_W7_refused_template_is_forgotten_and_its_words_go(code: int) -> None:
    ids = Memory()
    ids.kept["drom_quick_2_v1"] = "HX-gone"
    async with whatsapp(content_ids=ids) as (provider, channel):
        provider.script.append(no(400, code))
        receipt = await channel.send(delivery(style="buttons", buttons=TWO))
    assert (receipt.result, receipt.detail) == ("sent", f"choices as text: 400 {code}")
    assert [form.get("ContentSid") for form in _posted(provider)] == ["HX-gone", None]
    assert ids.kept == {"drom_quick_2_v1": ""}


@pytest.mark.parametrize(
    ("ending", "result"), [(no(400, 63016), "window"), (no(500, 63027), "doubt"), ("drop", "doubt")]
)
async def test_W10_other_endings_of_choices_are_not_repeated_as_text(ending: Script, result: str) -> None:
    ids = Memory()
    ids.kept["drom_quick_2_v1"] = HX
    async with whatsapp(content_ids=ids) as (provider, channel):
        provider.script.append(ending)
        receipt = await channel.send(delivery(style="buttons", buttons=TWO))
    assert receipt.result == result
    assert len(provider.asked) == 1


@pytest.mark.parametrize(("shape", "most"), [("quick", 3), ("list", 10)])
def test_W7_every_template_counts_its_variables_without_a_gap(shape: Any, most: int) -> None:
    for count in range(1, most + 1):
        made = template("n", shape, count)
        used = {int(place.partition("}}")[0]) for place in json.dumps(made["types"]).split("{{")[1:]}
        assert used == set(range(1, len(used) + 1)) == {int(name) for name in made["variables"]}
