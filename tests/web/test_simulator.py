"""The simulator's routes over HTTP, without a script: pages, forms, files, transcripts and refusals."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.channels.limits import SIM_WHATSAPP
from bot.transcript import LEFT_OUT, load
from bot.web.simulator_posts import leap
from bot.web.simulator_view import HINTS
from storage import phones
from tests.transcripts.replay import picture, silence
from tests.web.stub import simulator, two

LIVE = {"X-Drom-Live": "1"}
OGG_OUT = b"OggS\x00 sample"


async def test_a_newcomer_is_told_what_to_do(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        assert "Make a new phone, then be that person and talk to Drom." in (await sim.client.get("/simulator")).text
        await two(sim)
        page = (await sim.client.get("/simulator")).text
    assert "Press Start: you are Ana, and Drom answers." in page
    assert "Say hello: you are Besim, and Drom answers." in page
    assert "Mon 1 Mar 2027, 09:00" in page


async def test_looking_changes_nothing(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await two(sim)
        for path in (
            "/simulator",
            "/simulator?telegram=x&whatsapp=99&show=no",
            f"/simulator/transcript?phone={ana.id}",
        ):
            assert (await sim.client.get(path)).status_code == 200
        for path in (f"/simulator/phones/{ana.id}/text", "/simulator/phones", "/simulator/clock"):
            assert (await sim.client.get(path)).status_code == 405
        assert await sim.stage.store.read(phones.newest) == 0
        assert sim.drom.got == []


async def test_a_text_comes_back_with_drom_s_answer(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, besim = await two(sim)
        query = f"telegram={ana.id}&whatsapp={besim.id}&show=whatsapp"
        answer = await sim.client.post(f"/simulator/phones/{besim.id}/text?{query}", data={"text": "Zdravo"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/simulator?{query}")
        page = (await sim.client.get(answer.headers["location"])).text
    assert [each.text for each in sim.drom.got] == ["Zdravo"]
    assert "What do you want?" in page
    assert "show-whatsapp" in page
    assert 'aria-label="Drom has it"' in page


async def test_a_script_gets_no_page(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await two(sim)
        answer = await sim.client.post(f"/simulator/phones/{ana.id}/text", data={"text": "Hi"}, headers=LIVE)
        assert (answer.status_code, answer.content) == (204, b"")
        answer = await sim.client.post(f"/simulator/phones/{ana.id}/text", data={"text": ""}, headers=LIVE)
        assert (answer.status_code, answer.text) == (400, "Write something first.")


async def test_buttons_stand_under_a_telegram_bubble_and_in_a_whatsapp_list(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, besim = await two(sim)
        for each in (ana, besim):
            await sim.client.post(f"/simulator/phones/{each.id}/text", data={"text": "Hi"})
        page = (await sim.client.get("/simulator")).text
        bubbles = await sim.stage.store.read(lambda connection: phones.bubbles(connection, [besim.id]))
        press = {"on": bubbles[-1].id, "payload": "menu.main.tip@1"}
        await sim.client.post(f"/simulator/phones/{besim.id}/press", data=press)
        after = (await sim.client.get("/simulator")).text
    telegram, whatsapp = page.split('<section class="seat whatsapp"')
    assert 'class="keys"' in telegram
    assert "<summary>" in whatsapp
    assert 'class="rows"' in whatsapp
    assert 'class="replies"' in after
    assert (sim.drom.got[-1].kind, sim.drom.got[-1].payload) == ("tap", "menu.main.tip@1")


async def test_files_travel_both_ways(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await two(sim)
        sent: list[tuple[bytes, str]] = [
            (silence(2), "audio/wav"),
            (picture(), "image/png"),
            (b"<script>alert(1)</script>", "application/octet-stream"),
        ]
        for data, content_type in sent:
            await sim.client.post(f"/simulator/phones/{ana.id}/file", files={"file": ("x.html", data, "text/html")})
            file = sim.drom.got[-1].file
            assert file is not None
            answer = await sim.client.get(f"/simulator/files/{file.reference}")
            assert (answer.content, answer.headers["content-type"]) == (data, content_type)
            assert ("attachment" in answer.headers.get("content-disposition", "")) == (data[:1] == b"<")
        for name in ("0" * 64, "x", "..%2fdrom.db"):
            assert (await sim.client.get(f"/simulator/files/{name}")).status_code == 404
        sim.drom.media = {"7": (OGG_OUT, "audio/ogg"), "8": (b"<html>", "text/html")}
        voice = await sim.client.get("/simulator/media/7")
        page = await sim.client.get("/simulator/media/8")
        assert (voice.content, voice.headers["content-type"]) == (OGG_OUT, "audio/ogg")
        assert page.headers["content-type"] == "application/octet-stream"
        assert (await sim.client.get("/simulator/media/9")).status_code == 404


async def test_a_player_asks_for_the_end_of_a_sound_to_show_its_length(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await two(sim)
        sim.drom.media = {"7": (OGG_OUT, "audio/ogg")}
        data = silence(2)
        await sim.client.post(f"/simulator/phones/{ana.id}/file", files={"file": ("x.wav", data, "audio/wav")})
        file = sim.drom.got[-1].file
        assert file is not None
        for path, whole in (("/simulator/media/7", OGG_OUT), (f"/simulator/files/{file.reference}", data)):
            answer = await sim.client.get(path)
            assert (answer.status_code, answer.headers["accept-ranges"]) == (200, "bytes")
            part = await sim.client.get(path, headers={"Range": "bytes=-6"})
            assert (part.status_code, part.content) == (206, whole[-6:])
            assert part.headers["content-range"] == f"bytes {len(whole) - 6}-{len(whole) - 1}/{len(whole)}"
            beyond = await sim.client.get(path, headers={"Range": f"bytes={len(whole)}-"})
            assert beyond.status_code == 416


async def test_place_contact_and_block(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await two(sim)
        assert '<option value="41.3275,19.8187">Tirana</option>' in (await sim.client.get("/simulator")).text
        await sim.client.post(f"/simulator/phones/{ana.id}/location", data={"place": "41.3275,19.8187"})
        await sim.client.post(f"/simulator/phones/{ana.id}/contact")
        sim.drom.silent = True
        await sim.client.post(f"/simulator/phones/{ana.id}/block", headers=LIVE)
        page = (await sim.client.get("/simulator")).text
        await sim.client.post(f"/simulator/phones/{ana.id}/unblock", headers=LIVE)
        bad = await sim.client.post(f"/simulator/phones/{ana.id}/location", data={"place": "here"})
    assert [each.kind for each in sim.drom.got] == ["location", "contact", "blocked", "unblocked"]
    assert sim.drom.got[0].location == (41.3275, 19.8187)
    assert "Ana blocked Drom." in page
    assert bad.status_code == 400


async def test_a_new_phone_is_opened(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, besim = await two(sim)
        query = f"telegram={ana.id}&whatsapp={besim.id}&show=telegram"
        form = {"channel": SIM_WHATSAPP, "name": "  Djulijana  D. ", "hint": "+381"}
        answer = await sim.client.post(f"/simulator/phones?{query}", data=form)
        made = (await sim.stage.store.read(phones.everyone))[-1]
        assert (made.name, made.channel, made.hint) == ("Djulijana D.", SIM_WHATSAPP, "+381")
        assert answer.headers["location"] == f"/simulator?telegram={ana.id}&whatsapp={made.id}&show=whatsapp"
        for wrong in ({"name": ""}, {"name": "x" * 41}, {"channel": "telegram"}, {"hint": "sq"}):
            answer = await sim.client.post(f"/simulator/phones?{query}", data=form | wrong)
            assert answer.status_code == 400
        assert len(await sim.stage.store.read(phones.everyone)) == 3
        assert (await sim.client.get("/simulator")).text.count('name="name" value="Djulijana"') == 2


async def test_the_time_machine(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        for to, shown in (
            ("hour", "Mon 1 Mar 2027, 10:00"),
            ("day", "Tue 2 Mar 2027, 10:00"),
            ("morning", "Wed 3 Mar 2027, 09:00"),
        ):
            answer = await sim.client.post("/simulator/clock", data={"to": to})
            assert answer.status_code == 303
            assert shown in (await sim.client.get("/simulator")).text
        assert (await sim.client.post("/simulator/clock", data={"to": "yesterday"})).status_code == 400
    assert sim.drom.moves == [timedelta(hours=1), timedelta(days=1), timedelta(hours=23)]


def test_nine_in_the_morning_is_on_the_wall() -> None:
    tirana = ZoneInfo("Europe/Tirane")
    before = datetime(2027, 3, 27, 8, 0, tzinfo=UTC)
    assert before + leap("morning", before, tirana) == datetime(2027, 3, 28, 7, 0, tzinfo=UTC)
    night = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
    assert (night + leap("morning", night, tirana)).astimezone(tirana).isoformat() == "2027-03-03T09:00:00+01:00"


async def test_a_transcript_is_a_file_of_what_happened(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, besim = await two(sim)
        for each in (ana, besim):
            await sim.client.post(f"/simulator/phones/{each.id}/text", data={"text": "Hello"})
        one = await sim.client.get(f"/simulator/transcript?phone={ana.id}")
        both = await sim.client.get(f"/simulator/transcript?phone={ana.id}&phone={besim.id}")
        none = await sim.client.get("/simulator/transcript?phone=99&phone=x")
    assert one.headers["content-disposition"] == 'attachment; filename="ana.txt"'
    assert both.headers["content-disposition"] == 'attachment; filename="ana-besim.txt"'
    assert [who.name for who in load(one.text).cast] == ["Ana"]
    assert len(load(both.text).steps) == 6
    assert none.status_code == 404


async def test_a_transcript_tells_whether_drom_has_a_voice(tmp_path: Path) -> None:
    """What replays it must ask newcomers too how it shall talk."""
    async with simulator(tmp_path) as sim:
        ana, _ = await two(sim)
        told = []
        for sim.speaks in (False, True):
            told.append(load((await sim.client.get(f"/simulator/transcript?phone={ana.id}")).text).speaks)
    assert told == ["", LEFT_OUT]


def test_every_hint_is_told_once() -> None:
    for choices in HINTS.values():
        assert len({hint for hint, _ in choices}) == len(choices)
    assert all(hint.startswith("+") for hint, _ in HINTS[SIM_WHATSAPP])
