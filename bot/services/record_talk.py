"""What the flow that records voices asks of the world: what comes next, hearing it, keeping it; it only talks."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.port import Part
from bot.fragments import sentence
from bot.repertoire import Saying
from bot.services import hearing, recordings
from bot.services.onboarding import person_of
from bot.services.recordings import RIGHT, NoRecording, Speaker, Tongue
from bot.services.signing import acts
from bot.services.speech import Speech
from bot.services.staff import Actor
from bot.services.turn import Action, Actions, Turn
from flows.core.values import Outcome, Sent, Todo, Value
from storage import media


def _nothing() -> Speech:
    raise LookupError("nothing is said here")


@dataclass(frozen=True, slots=True)
class Studio:
    """What recording works with: ``speech`` gives what is said, ``told`` is called when there is a new recording."""

    speech: Callable[[], Speech] = _nothing
    told: Callable[[], None] = lambda: None


NO_STUDIO = Studio()
"""For who only asks which actions there are."""

Act = Callable[[Studio, Turn, Todo, Actor], Outcome]


def _enter(_studio: Studio, turn: Turn, _todo: Todo, _by: Actor) -> Outcome:
    """Ask whether a voice may stay, unless its speaker has said so before."""
    known = recordings.may_stay(turn.connection, _me(turn)) is not None
    return Outcome("known" if known else "new", {"skipped": ""})


def _stay(_studio: Studio, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Keep what a speaker says of the time when they leave, for all that they have recorded before too."""
    recordings.let_stay(turn.connection, by, _me(turn), todo.answers.get("stay") == "yes", turn.now)
    return Outcome("kept")


def _next(studio: Studio, turn: Turn, todo: Todo, _by: Actor) -> Outcome:
    """Show the words that come next behind those that were skipped, and play how they are said now."""
    speech, meant, skipped = studio.speech(), _tongue(todo), _skipped(todo)
    found = recordings.survey(turn.connection, speech, meant)
    how_far, left = found.progress, found.missing
    told = {"done": str(how_far.done), "total": str(how_far.total)}
    if skipped >= len(left):
        return Outcome("none", {"hash": "", "words": "", **told})
    saying = left[skipped]
    _play(speech, turn, meant, saying)
    shown = filter(None, (saying.words, sentence(saying, speech.words, meant.language)))
    return Outcome("found", {"hash": saying.hash, "words": "\n".join(shown), **told})


def _play(speech: Speech, turn: Turn, meant: Tongue, saying: Saying) -> None:
    """Play how words are said now: by a person in another dialect, else by a machine, as soon as it has said them."""
    if (found := recordings.heard(turn.connection, meant, saying.hash)) is not None:
        turn.extra.append(Part("", voice=str(found.media_id)))
        return
    order = recordings.by_machine(speech, meant, saying)
    if order is not None and speech.voices is not None and speech.voices.ready(order.name):
        turn.extra.append(Part("", voice=order.name))
    elif order is not None:
        turn.later = order.request


def _hear(turn: Turn, todo: Todo) -> Outcome:
    kept = hearing.heard(turn, todo)
    hearing.again(turn, {"voice": kept["voice"]})
    return Outcome("heard", {"voice": kept["voice"]})


def _rehear(turn: Turn, todo: Todo) -> Outcome:
    """Play what was recorded once more, as nothing has become of it yet."""
    hearing.again(turn, {"voice": todo.answers.get("voice", "")})
    return Outcome("heard")


def _keep(studio: Studio, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    voice = str(todo.answers.get("voice", ""))
    number = int(voice) if voice.isdecimal() else 0
    if why := recordings.trouble(media.get(turn.connection, number)):
        return Outcome(why)
    try:
        said = _said(studio, turn, todo)
    except NoRecording:
        return Outcome("changed")
    recordings.keep(turn.connection, _speaker(turn, todo, by), _tongue(todo), said, number, turn.now)
    turn.after.append(studio.told)
    return Outcome("kept")


def _skip(_turn: Turn, todo: Todo) -> Outcome:
    return Outcome("skipped", _with_skipped(todo, _skipped(todo) + 1))


def _propose(studio: Studio, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Keep other words, and go on to the next ones."""
    spoken = int(todo.answer.reference) if isinstance(todo.answer, Sent) and todo.answer.reference.isdecimal() else None
    words = "" if spoken else str(todo.answers["suggest"])
    try:
        said = _said(studio, turn, todo)
    except NoRecording:
        return Outcome("changed", _with_skipped(todo, _skipped(todo)))
    recordings.suggest(turn.connection, _speaker(turn, todo, by), _tongue(todo), said, words, spoken, turn.now)
    return Outcome("kept", _with_skipped(todo, _skipped(todo) + 1))


def _said(studio: Studio, turn: Turn, todo: Todo) -> Saying:
    """Return the words that are recorded; raises NoRecording where nobody says them any more."""
    return recordings.saying(turn.connection, studio.speech(), _tongue(todo).language, _hash(todo))


def _me(turn: Turn) -> int:
    person = person_of(turn)
    return person.id if person is not None else 0


def _speaker(turn: Turn, todo: Todo, by: Actor) -> Speaker:
    said = recordings.may_stay(turn.connection, _me(turn))
    stays = todo.answers.get("stay") == "yes" if said is None else said
    return Speaker(by, _me(turn), stays)


def _tongue(todo: Todo) -> Tongue:
    language = str(todo.answers.get("language", ""))
    dialect = str(todo.answers.get("dialect", "")) if language in recordings.DIALECTS else ""
    return recordings.tongue(Tongue(language, dialect).code)


def _hash(todo: Todo) -> str:
    return str(todo.answers.get("hash", ""))


def _skipped(todo: Todo) -> int:
    """Return how many words were skipped in this language and dialect."""
    code, _, number = str(todo.answers.get("skipped", "")).partition(":")
    return int(number) if number.isdecimal() and code == _tongue(todo).code else 0


def _with_skipped(todo: Todo, number: int) -> dict[str, Value]:
    return {"skipped": f"{_tongue(todo).code}:{number}"}


def actions(studio: Studio = NO_STUDIO) -> Actions:
    """Return what the flow that records voices asks of the world."""
    found: dict[str, tuple[tuple[str, ...], Act]] = {
        "enter": (("known", "new"), _enter),
        "stay": (("kept",), _stay),
        "next": (("found", "none"), _next),
        "keep": (("kept", "waiting", "no_file", "long", "changed"), _keep),
        "propose": (("kept", "changed"), _propose),
    }
    acted = {f"record_{name}": _guarded(studio, *one) for name, one in found.items()}
    plain = {"hear": Action(("heard",), _hear), "rehear": Action(("heard",), _rehear)}
    named = {f"record_{name}": one for name, one in plain.items()}
    return {**acted, **named, "record_skip": Action(("skipped",), _skip)}


def _guarded(studio: Studio, outcomes: tuple[str, ...], run: Act) -> Action:
    return acts(RIGHT, outcomes, lambda turn, todo, by: run(studio, turn, todo, by))
