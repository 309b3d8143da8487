"""The commands about voices: make every note ahead of need, and tell how far every language is heard."""

import asyncio
import statistics

import typer
from sqlalchemy import Connection

from bot import pofile, process
from bot.catalog import path_of
from bot.clock import SystemClock
from bot.commands.database import chosen, with_core
from bot.commands.outcome import FAILED, end, guarded
from bot.commands.voice_pack import pack
from bot.core import SPOKEN, Core, speech_of
from bot.languages import LANGUAGES
from bot.repertoire import Contents
from bot.services import contents, voice_content, voice_work
from bot.services.recorded import Recorded
from bot.services.speech import Speech
from bot.services.voice_content import Screens
from bot.services.voice_work import Coverage
from bot.services.voices import Voices
from bot.voices.maker import Maker
from storage import recordings

voice = typer.Typer(help="What Drom says aloud.", no_args_is_help=True, rich_markup_mode=None)
voice.add_typer(pack, name="pack")

PATIENCE = 300.0
"""Seconds that one note may take here: nobody waits for it, and the machine may be busy."""
FEW = 10
"""How many failures are told in full: where one thing is wrong, all notes fail of it."""
MISSING = "Drom has no voice here: the extra `voice` is not installed (`pip install -r requirements-voice.lock`)."
STOPGAP = "Romani is said by the Serbian voice from another spelling: a stopgap until people record it."


@voice.command()
@guarded
def build(context: typer.Context) -> None:
    """Make the voice note of every screen that is known ahead, of tips and lessons too; what is made stays."""
    speech, voices, _, more = _open(context)
    if not voices.there:
        end(FAILED, MISSING)
    clock = SystemClock()
    began = clock.monotonic()
    made, wrong = asyncio.run(_build(speech, voices, more))
    print(f"{made} notes made in {clock.monotonic() - began:.0f} s.")
    if wrong:
        end(FAILED, f"{len(wrong)} were not made, the first of them:", *wrong[:FEW])


@voice.command()
@guarded
def report(context: typer.Context) -> None:
    """Tell how every language is heard: screens and texts of tips and courses; drafts; notes, and those too long."""
    speech, voices, said, more = _open(context)
    drafts = {
        code: frozenset(key for key, entry in pofile.read(path_of(code)).items() if entry.draft) for code in LANGUAGES
    }
    found = voice_work.coverage(speech, voices, drafts, said, more)
    print("| language | screens | recorded | synthetic | no voice | heard | drafts | made | seconds | bytes |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for language, one in found.items():
        print(_row(language, one))
    if found["rom"].synthetic:
        print(STOPGAP)
    if not voices.there:
        print(MISSING)
    if voices.there and (silent := [language for language, one in found.items() if one.silent]):
        end(FAILED, f"Not every screen is heard in {', '.join(silent)}: what is said there is too long for one note.")
    if over := [f"{language} {line}" for language, one in found.items() for line in one.over]:
        end(FAILED, f"{len(over)} notes are longer or larger than they may be:", *over)


def _open(context: typer.Context) -> tuple[Speech, Voices, Contents, Screens]:
    """Return what is said, as staff corrected it, voices with what people recorded, and what tips and courses say.

    Where there is no database it is what came with Drom, and no screen of tips and courses is known.
    """
    settings = chosen(context)
    speech = speech_of(settings)
    recorded: Recorded | None = None
    said: Contents = ()
    more: Screens = ()
    if process.is_there(settings):
        speech, recorded, said, more = with_core(context, _recorded, reads=True)
    voices = Voices(settings.data_dir / SPOKEN, Maker(seconds=PATIENCE), recorded)
    return speech, voices, said or contents.shipped(), more


def _recorded(core: Core, connection: Connection) -> tuple[Speech, Recorded, Contents, Screens]:
    found = Recorded(core.shelf)
    found.learn(recordings.standing(connection))
    return core.speech, found, contents.read(connection), voice_content.read(connection)


async def _build(speech: Speech, voices: Voices, more: Screens) -> tuple[int, list[str]]:
    """Return how many notes were made, and what went wrong with others."""
    made, wrong = 0, []
    try:
        async for job, why in voice_work.build(speech, voices, more):
            if why:
                wrong.append(f"{job.language} {job.prompt.reply.key}: {why}")
                continue
            made += 1
            if made % 100 == 0:
                print(f"{made} …", flush=True)
    finally:
        await voices.maker.close()
    return made, wrong


def _row(language: str, one: Coverage) -> str:
    made = f"{len(one.sizes)} of {len(one.sizes) + one.missing}"
    seconds = f"{statistics.median(one.seconds):.1f}, {max(one.seconds):.1f} at most" if one.seconds else ""
    size = f"{statistics.median(one.sizes):.0f}, {max(one.sizes)} at most" if one.sizes else ""
    counted = (one.screens, one.recorded, one.synthetic, one.silent, f"{one.percent} %")
    cells = (language, *counted, one.drafts, made, seconds, size)
    return f"| {' | '.join(map(str, cells))} |"
