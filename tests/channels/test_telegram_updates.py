"""Every kind of update becomes what Drom stores, or nothing; none of them raises."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.port import File, Inbound
from bot.channels.telegram_updates import plain, read_update, update_id
from tests.payloads import telegram, telegram_names

ANA = "700100200"
SEEN: dict[str, dict[str, Any]] = {
    "text": {"kind": "text", "text": "Здраво, шта има ново? 🙂"},
    "start": {"kind": "text", "text": "/start"},
    "start_payload": {"kind": "text", "text": "/start", "start": "kosovo-2026"},
    "start_strange": {"kind": "text", "text": "/start"},
    "voice": {"kind": "voice", "file": File("voice", "AwACAgIAAxkBAAIBZ2voice", "audio/ogg", 23145, 7)},
    "audio": {"kind": "voice", "file": File("voice", "CQACAgIAAxkBAAIBaGaudio", "audio/mpeg", 987654, 61)},
    "photo": {"kind": "photo", "text": "Моја тезга", "file": File("photo", "AgACphoto-l", "", 120133)},
    "location": {"kind": "location", "location": (42.662914, 21.165503)},
    "venue": {"kind": "location", "location": (42.66, 21.16)},
    "contact_own": {"kind": "contact", "text": "+38344000001"},
    "contact_other": {"kind": "contact"},
    "contact_unknown": {"kind": "contact"},
    "document": {
        "kind": "document",
        "text": "My form",
        "file": File("document", "BQACdocument", "application/pdf", 54321),
    },
    "sticker": {"kind": "sticker", "text": "👍", "file": File("sticker", "CAACsticker", "", 34120)},
    "video": {"kind": "video", "file": File("video", "BAACvideo", "video/mp4", 1234567, 12)},
    "video_note": {"kind": "video", "file": File("video", "DQACnote", "", 345678, 5)},
    "animation": {"kind": "video", "file": File("video", "CgACanim", "video/mp4", 45678, 3)},
    "poll": {"kind": "other"},
    "future_kind": {"kind": "other"},
    "press": {"kind": "tap", "payload": "registration.keep.yes@1", "callback": "3006888999000111222"},
    "press_inaccessible": {"kind": "tap", "payload": "menu.top.tips@3", "callback": "3006888999000111223"},
    "press_no_message": {"kind": "tap", "payload": "menu.top.tips@3", "callback": "3006888999000111224"},
    "press_long": {"kind": "tap", "payload": "", "callback": "3006888999000111225"},
    "blocked": {"kind": "blocked", "hint": ""},
    "unblocked": {"kind": "unblocked", "hint": ""},
    "nul_and_half_pair": {"kind": "text", "text": "a\ufffdb\ufffdc"},
}
QUIET = {"edited", "reaction", "group", "group_press", "from_bot", "channel_post", "pinned"}


def test_T5_every_payload_is_expected_here() -> None:
    assert set(telegram_names()) == SEEN.keys() | QUIET


@pytest.mark.parametrize("name", SEEN)
def test_T5_update_becomes_what_the_person_did(name: str) -> None:
    update = telegram(name)
    number = update["update_id"]
    expected = {"channel": "telegram", "key": f"u:{number}", "order": number, "address": ANA, "hint": "sr"} | SEEN[name]
    assert read_update(update) == Inbound(**expected)


@pytest.mark.parametrize("name", sorted(QUIET))
def test_T5_what_needs_no_answer_is_nothing(name: str) -> None:
    assert read_update(telegram(name)) is None
    assert update_id(telegram(name)) is not None


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("/start", ""),
        ("/start abc_DEF-9", "abc_DEF-9"),
        ("/start@drom_emulated_bot abc", "abc"),
        ("/start " + "a" * 64, "a" * 64),
        ("/start " + "a" * 65, ""),
        ("/start два", ""),
        ("/start a b", ""),
        ("/start ../etc", ""),
    ],
)
def test_T17_payload_is_checked_or_start_is_plain(text: str, start: str) -> None:
    update = telegram("start")
    update["message"]["text"] = text
    found = read_update(update)
    assert found is not None
    assert (found.text, found.start) == ("/start", start)


def test_T17_another_command_is_not_a_start() -> None:
    update = telegram("start")
    update["message"]["text"] = "/started now"
    found = read_update(update)
    assert found is not None
    assert (found.text, found.start) == ("/started now", "")


@pytest.mark.parametrize("data", [None, "", 7, "a b", "x" * 65, "ж" * 10, "a\nb", ["a"]])
def test_T7_strange_payload_is_no_payload(data: object) -> None:
    update = telegram("press")
    update["callback_query"]["data"] = data
    found = read_update(update)
    assert found is not None
    assert (found.kind, found.payload, found.callback) == ("tap", "", "3006888999000111222")


def test_T15_contact_is_own_only_by_user_id() -> None:
    update = telegram("contact_own")
    for strange in (None, "700100200", 700100201, True):
        update["message"]["contact"]["user_id"] = strange
        found = read_update(update)
        assert found is not None
        assert (found.kind, found.text) == ("contact", "")


@pytest.mark.parametrize("latitude", [91, -90.5, float("nan"), float("inf"), 10**400, "42", None, [1]])
def test_T5_place_off_the_globe_is_a_location_without_place(latitude: object) -> None:
    update = telegram("location")
    update["message"]["location"]["latitude"] = latitude
    found = read_update(update)
    assert found is not None
    assert (found.kind, found.location) == ("location", None)


@pytest.mark.parametrize(
    "update",
    [
        None,
        7,
        "x",
        [],
        {},
        {"update_id": 1},
        {"update_id": "1", "message": {}},
        {"update_id": True, "message": {}},
        {"update_id": -1, "message": {}},
        {"update_id": 2**63, "message": {}},
        {"update_id": 1, "message": None},
        {"update_id": 1, "message": {"chat": 5}},
        {"update_id": 1, "message": {"chat": {"id": "5", "type": "private"}, "text": "x"}},
        {"update_id": 1, "callback_query": {}},
        {"update_id": 1, "callback_query": {"from": {"id": 0}}},
        {"update_id": 1, "my_chat_member": {"chat": {"id": 5, "type": "private"}}},
        {"update_id": 1, "my_chat_member": {"chat": {"id": 5, "type": "private"}, "new_chat_member": {"status": []}}},
    ],
)
def test_T5_what_is_no_update_is_nothing(update: object) -> None:
    assert read_update(update) is None


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just([]), st.just({}), st.just([{}])
)


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(telegram_names()), junk=JUNK, pick=st.randoms(use_true_random=False))
def test_T5_no_field_of_any_type_raises(name: str, junk: object, pick: Any) -> None:
    update: Any = copy.deepcopy(telegram(name))
    where = update
    while True:
        key = pick.choice(list(where)) if isinstance(where, dict) else pick.randrange(len(where))
        if isinstance(where[key], dict | list) and where[key] and pick.random() < 0.8:
            where = where[key]
            continue
        where[key] = junk
        break
    found = read_update(update)
    if found is not None:
        json.dumps([found.text, found.payload, found.address]).encode()
        found.text.encode()


def test_text_is_kept_whole_but_for_what_no_database_takes() -> None:
    assert plain("Zdravo\n svima ") == "Zdravo\n svima "
    assert plain("👍🏽 Да") == "👍🏽 Да"
    assert plain("\ud83d\ude00") == "😀"
    assert plain("\ud83d") == "\ufffd"
    assert plain(7) == ""
