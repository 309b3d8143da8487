"""Every form that Twilio posts becomes what Drom stores, or nothing; none of them raises."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.port import STARTED, STOPPED, File, Inbound, Status
from bot.channels.whatsapp_forms import read_form, read_status
from tests.payloads import whatsapp, whatsapp_names

BESIM = "+38344000009"
SEEN: dict[str, dict[str, Any]] = {
    "text": {"kind": "text", "text": "Përshëndetje! Çfarë ka të re? 🙂"},
    "join": {"kind": "text", "text": " Join kosovo-2026 ", "start": "kosovo-2026"},
    "drom_colon": {"kind": "text", "text": "drom:belgrade_1", "start": "belgrade_1"},
    "join_sentence": {"kind": "text", "text": "join us at the fair"},
    "button": {"kind": "tap", "text": "👍 Po", "payload": "registration.keep.yes@1"},
    "button_strange": {"kind": "tap", "text": "x"},
    "list": {"kind": "tap", "text": "1 ♻️ Këshilla", "payload": "menu.top.tips@3"},
    "voice": {"kind": "voice", "type": "audio/ogg"},
    "photo": {"kind": "photo", "text": "Tezga ime", "type": "image/jpeg"},
    "sticker": {"kind": "sticker", "type": "image/webp"},
    "contact": {"kind": "contact", "type": "text/vcard"},
    "video": {"kind": "video", "type": "video/mp4"},
    "location": {"kind": "location", "location": (42.662914, 21.165503)},
    "location_broken": {"kind": "location"},
    "stop": {"kind": "text", "text": "STOP", "payload": STOPPED},
    "empty": {"kind": "other"},
}
REST = {"two_photos", "sms", "status_delivered", "status_failed", "status_read"}


def test_W4_every_payload_is_expected_here() -> None:
    assert set(whatsapp_names()) == SEEN.keys() | REST


@pytest.mark.parametrize("name", SEEN)
def test_W4_form_becomes_what_the_person_did(name: str) -> None:
    form, seen = whatsapp(name), dict(SEEN[name])
    content_type = seen.pop("type", "")
    file = File(seen["kind"], form["MediaUrl0"], content_type) if content_type else None
    expected: dict[str, Any] = {
        "channel": "whatsapp",
        "key": form["MessageSid"],
        "order": 0,
        "address": BESIM,
        "file": file,
    } | seen
    assert read_form(form) == (Inbound(**expected),)


def test_W5_choice_is_told_by_payload_and_by_list_id() -> None:
    assert [read_form(whatsapp(name))[0].payload for name in ("button", "list")] == [
        "registration.keep.yes@1",
        "menu.top.tips@3",
    ]


def test_W4_each_file_of_a_message_is_kept() -> None:
    form = whatsapp("two_photos")
    first, second = read_form(form)
    assert (first.key, first.kind, first.text) == (form["MessageSid"], "photo", "Two")
    assert (second.key, second.kind, second.text) == (f"{form['MessageSid']}:1", "document", "")
    assert second.file is not None
    assert second.file.reference == form["MediaUrl1"]


@pytest.mark.parametrize("emoji", ["👍", "👎", ""])
def test_a_reaction_to_an_old_message_answers_nothing(emoji: str) -> None:
    assert read_form(whatsapp("text") | {"Body": emoji, "MessageType": "reaction"}) == ()
    assert read_form(whatsapp("text") | {"Body": "👍"})[0].text == "👍"


@pytest.mark.parametrize(("word", "payload"), [("STOP", STOPPED), ("START", STARTED), ("HELP", "")])
def test_W12_word_of_the_opt_out_is_the_text_and_the_wish_its_payload(word: str, payload: str) -> None:
    found = read_form(whatsapp("stop") | {"OptOutType": word, "Body": "whatever was typed"})
    assert [(one.kind, one.text, one.payload) for one in found] == [("text", word, payload)]


def test_W12_other_opt_out_types_change_nothing() -> None:
    assert read_form(whatsapp("stop") | {"OptOutType": "MAYBE"})[0].text == "Ndal"


def test_W15_name_and_telephone_id_are_not_read() -> None:
    assert "Besim" not in repr(read_form(whatsapp("text")))
    assert read_form(whatsapp("text") | {"WaId": "99"}) == read_form(whatsapp("text"))


@pytest.mark.parametrize(
    "change",
    [{"MessageSid": ""}, {"MessageSid": "x'; drop"}, {"From": "+38344000009"}, {"From": "whatsapp:"}, {"From": ""}],
)
def test_W3_what_is_no_message_of_whatsapp_is_nothing(change: dict[str, str]) -> None:
    assert read_form(whatsapp("text") | change) == ()


def test_sms_is_nothing() -> None:
    assert read_form(whatsapp("sms")) == ()


@pytest.mark.parametrize("count", ["", "-1", "x", "99999999999999999999", "²", "1e3"])
def test_W4_strange_count_of_files_is_none(count: str) -> None:
    form = whatsapp("photo") | {"NumMedia": count}
    assert [one.kind for one in read_form(form)] == ["text"]


@pytest.mark.parametrize(
    ("name", "state", "code"),
    [("status_delivered", "delivered", ""), ("status_failed", "failed", "63016"), ("status_read", "read", "")],
)
def test_W11_status_is_read_with_its_reference(name: str, state: str, code: str) -> None:
    form = whatsapp(name)
    assert read_status(form, "42") == Status("whatsapp", form["MessageSid"], state, code, 42)


@pytest.mark.parametrize("reference", ["", "x", "-1", "9" * 40, "²", "1 or 1"])
def test_W3_strange_reference_is_none(reference: str) -> None:
    found = read_status(whatsapp("status_read"), reference)
    assert found is not None
    assert found.reference == 0


@pytest.mark.parametrize("change", [{"MessageSid": ""}, {"MessageStatus": "", "SmsStatus": ""}, {"MessageStatus": "!"}])
def test_W3_what_is_no_status_is_nothing(change: dict[str, str]) -> None:
    assert read_status(whatsapp("status_read") | change, "1") is None


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(whatsapp_names()), field=st.integers(0, 40), value=st.text())
def test_W4_no_value_raises(name: str, field: int, value: str) -> None:
    form = whatsapp(name)
    form[list(form)[field % len(form)]] = value
    for found in read_form(form):
        assert len(found.payload) <= 64
    read_status(form, value)
