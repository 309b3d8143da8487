"""A second course and a quiz are a file each and no code: brought in beside a running Drom, and learnt on a phone."""

from pathlib import Path

import pytest

from tests.courses.test_course_content import QUIZ
from tests.emulators.telegram import Telegram
from tests.process.conftest import Start
from tests.process.phones import TelegramPhone
from tests.process.programs import Teller, until

pytestmark = [pytest.mark.process, pytest.mark.trial]

BREAD = """lesson,part,value,en,sq,sr_Cyrl,mk,rom,reviewed
,status,live,,,,,,
,gives,certificate,,,,,,
,title,,Short course: bread,Kurs i shkurtër: buka,Кратак курс: хлеб,Краток курс: леб,,
oven,words,basket,Bake in a full oven.,Piq në furrë plot.,Печи у пуној рерни.,Печи во полна рерна.,,
oven,question,,What saves “power”?,Çfarë kursen energji?,Шта штеди струју?,Што штеди струја?,,
oven,right,full,🍞 Full oven,🍞 Furrë plot,🍞 Пуна рерна,🍞 Полна рерна,,
oven,wrong,empty,🕳️ Empty oven,🕳️ Furrë bosh,🕳️ Празна рерна,🕳️ Празна рерна,,
oven,reason,,One fire bakes all.,Një zjarr piq të gjitha.,Једна ватра пече све.,Еден оган пече сè.,,
crumbs,words,jar,Old bread is good for another dish.,Buka e vjetër vlen.,Стари хлеб вреди.,Стариот леб вреди.,,
crumbs,question,,Old bread: what now?,Buka e vjetër: çfarë?,Стари хлеб: шта сада?,Стар леб: што сега?,,
crumbs,wrong,throw,🗑️ Throw,🗑️ Hidhe,🗑️ Баци,🗑️ Фрли,,
crumbs,right,use,👜 Use it,👜 Përdore,👜 Искористи,👜 Искористи,,
crumbs,reason,,Crumbs cost nothing.,Thërrimet janë falas.,Мрвице су бесплатне.,Трошките се бесплатни.,,
"""


def saved(folder: Path, name: str, text: str) -> Path:
    """Return a file as a spreadsheet of another country saves it: a mark before it, semicolons, its own line ends."""
    file = folder / f"{name}.csv"
    file.write_bytes(b"\xef\xbb\xbf" + text.replace(",", ";").replace("\n", "\r\n").encode())
    return file


async def learns(ana: TelegramPhone, course: str, *answers: str) -> None:
    """Open a course and answer each of its questions."""
    ana.write("menu")
    for place in ("menu.member.course", f"course.list.{course}", "course.welcome.start"):
        await ana.tap(place)
    for number, answer in enumerate(answers):
        if number:
            await ana.tap("course.go.on")
        await ana.tap(f"course.choice.{answer}")


async def test_two_files_are_two_courses(
    start: Start, polling: dict[str, str], telegram: Telegram, teller: Teller, tmp_path: Path
) -> None:
    drom = await start(polling).ready()
    ana = TelegramPhone(telegram)
    await ana.register()
    ana.write("skip")
    for name, text in (("bread", BREAD), ("quiz", QUIZ)):
        told = teller.run(polling, "courses", "import", str(saved(tmp_path, name, text)))
        assert told.code == 0, told
    broken = saved(tmp_path, "bread", BREAD.replace("oven,right", "oven,rihgt"))
    told = teller.run(polling, "courses", "import", str(broken))
    assert (told.code, told.err.startswith(f"{broken}:7: the part must be one of")) == (1, True), told

    await learns(ana, "c2", "oven_full", "crumbs_throw")
    await ana.sees("Good try. The answer: 👜 Use it")
    for place in ("course.name.mine", "course.name_ok.yes"):
        await ana.tap(place)
    await ana.sees("Here is your certificate")

    def drawn() -> list[str]:
        sent = [one.method for one in telegram.journal.entries if one.accepted and one.chat == ana.address]
        return [one for one in sent if one in {"sendphoto", "senddocument"}]

    assert set(await until(lambda: drawn() if len(drawn()) > 3 else [], "a picture and a paper")) >= {"senddocument"}
    await learns(ana, "c3", "one_leaf")
    await ana.sees("Yes! 👏\nLeaves are green.")
    await ana.sees("Thank you for learning!")
    assert drom.running
    counted = teller.run(polling, "courses", "count").out
    assert "bread" in counted
    assert "quiz" in counted
