"""What the flow about asking a mentor asks of the world: questions, their standing, answers; it only talks.

Each act looks at the question as it is now, and only at one's own.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from bot.languages import format_day, format_short_day, format_time
from bot.services import hearing, matching, mentors, question_cards, questions, relay, sharing, slots
from bot.services.meetings import organisation_of
from bot.services.onboarding import person_of
from bot.services.questions import Asked
from bot.services.spoken import spoken
from bot.services.turn import Action, Actions, Turn
from bot.services.wall import wall_of
from flows.ask_answers import HEARD
from flows.core.states import ANSWER, ID
from flows.core.values import Offer, Outcome, Todo, Value
from storage import advice, replies
from storage import questions as rows
from storage.people import Person
from storage.questions import OPEN, Question

MOST = 20
"""How many of somebody's questions a list holds, the newest first."""
SHOWN = (*OPEN, "answered")
"""The questions that are in it."""
WAITS = {1: "day", 2: "two", 3: "week", 4: "week", 5: "week", 6: "week", 7: "week"}
"""How long an answer usually takes, in days, and what is said of it."""
LOOKS = ("open", "answered", "team", "gone")
"""How a question may stand for who asked it."""

Asking = Callable[[Turn, Todo, Person], Outcome]
"""Does something for a member."""


def member(turn: Turn) -> Person | None:
    """Return whoever writes, if they have registered; whoever has not is asked to join first."""
    person = person_of(turn)
    return person if person is not None and person.registered_at is not None else None


def of_member(outcomes: tuple[str, ...], run: Asking, otherwise: str) -> Action:
    """Return an action of members; ``otherwise`` is what becomes of anybody else."""

    def act(turn: Turn, todo: Todo) -> Outcome:
        person = member(turn)
        return Outcome(otherwise) if person is None else run(turn, todo, person)

    return Action(tuple(dict.fromkeys((*outcomes, otherwise))), act)


def _begin(turn: Turn, _todo: Todo, person: Person) -> Outcome:
    if len(questions.open_of(turn.connection, person.id)) >= questions.MOST_OPEN:
        return Outcome("full")
    mine = bool(rows.of_person(turn.connection, person.id, SHOWN))
    day = _day(turn, person)
    return Outcome({(True, True): "both", (True, False): "open", (False, True): "day"}.get((mine, day), "new"))


def _day(turn: Turn, person: Person) -> bool:
    """Tell whether a mentor day is coming that has a free time, or on which they have one."""
    found = slots.days_for(turn.connection, turn.programme, turn.contact, turn.now)
    booked = (slots.mine(turn.connection, one.id, person.id) is not None for one in found)
    return any(slots.free(turn.connection, one, turn.now) for one in found) or any(booked)


def _spoken(turn: Turn, todo: Todo) -> Outcome:
    """Take the voice of somebody who asks before they choose a topic."""
    kept = hearing.heard(turn, todo)
    hearing.again(turn, kept)
    return Outcome("heard", {"topic": "other", **kept})


def _photo(turn: Turn, todo: Todo) -> Outcome:
    return Outcome("seen", hearing.heard(turn, todo))


def _hear(*, photo: bool) -> Callable[[Turn, Todo], Outcome]:
    def act(turn: Turn, todo: Todo) -> Outcome:
        kept = hearing.heard(turn, todo, photo=photo)
        hearing.again(turn, kept)
        return Outcome("heard", kept)

    return act


def _similar(turn: Turn, todo: Todo, person: Person) -> Outcome:
    topic = str(todo.answers["topic"])
    organisation = organisation_of(turn.programme, turn.contact, person)
    known = sharing.alike(turn.connection, organisation, spoken(turn.contact.language), topic)
    if known is None or topic == "other":
        return Outcome("none", {"advice": ""})
    return Outcome("found", {"advice": str(known.id)})


def _advice(turn: Turn, todo: Todo) -> Outcome:
    known = advice.get(turn.connection, int(str(todo.answers["advice"])))
    matter = sharing.matter(turn.connection, known) if known and known.state == "published" else relay.NOTHING
    if known is None or matter.is_empty:
        return Outcome("gone")
    sharing.shown(turn.connection, known.id)
    hearing.play(turn, matter)
    return Outcome("told")


def _enough(turn: Turn, todo: Todo) -> Outcome:
    sharing.enough(turn.connection, int(str(todo.answers["advice"])))
    return Outcome("kept")


def _who(turn: Turn, todo: Todo, person: Person) -> Outcome:
    """Ask who shall answer only where there is a woman who could, and never a man."""
    about = (person.country or turn.contact.country, str(todo.answers["topic"]), spoken(turn.contact.language))
    organisation = organisation_of(turn.programme, turn.contact, person)
    there = person.gender != "man" and mentors.a_woman(turn.connection, organisation, *about)
    return Outcome("woman" if there else "plain")


def _whose(_turn: Turn, _todo: Todo, person: Person) -> Outcome:
    """Ask whether a mentor may see the name only of whoever has told one, or has spoken it."""
    told = bool(person.name) or person.name_pending
    return Outcome("named") if told else Outcome("nameless", {"name": "no"})


def _send(turn: Turn, todo: Todo, person: Person) -> Outcome:
    if len(questions.open_of(turn.connection, person.id)) >= questions.MOST_OPEN:
        return Outcome("full")
    answers = todo.answers
    asked = Asked(
        topic=str(answers["topic"]),
        said=hearing.said(answers),
        named=answers.get("name") == "yes",
        rewrite=answers.get("name") == "no" and answers.get("rewriting") == "rewrite",
        woman=answers.get("woman") == "yes",
    )
    sent = questions.ask(turn.connection, turn.programme, turn.contact, person, asked, turn.now)
    days = questions.usual_days(turn.connection, sent.organisation, turn.now)
    return Outcome(WAITS.get(days or 0, "sent"))


def _mine(turn: Turn, _todo: Todo, person: Person) -> Outcome:
    found = rows.of_person(turn.connection, person.id, SHOWN)[: -MOST - 1 : -1]
    days = [_short(turn, one) for one in found]
    twice = {day for day, times in Counter(days).items() if times > 1}
    labels = numbered([_hour(turn, one) if day in twice else day for one, day in zip(found, days, strict=True)])
    offers = tuple(Offer(f"q{one.id}", label) for one, label in zip(found, labels, strict=True))
    return Outcome("found", offers=offers) if offers else Outcome("none")


def _short(turn: Turn, one: Question) -> str:
    """Return a question as a list shows it: the picture of its topic and its day."""
    asked = wall_of(one.asked_at, turn.programme.zone(turn.contact.country))
    return f"{question_cards.picture(one.topic)} {format_short_day(asked, turn.contact.language, turn.contact.country)}"


def _hour(turn: Turn, one: Question) -> str:
    """Return one of several of a day: the picture of its topic, the day of the month and the time."""
    asked = wall_of(one.asked_at, turn.programme.zone(turn.contact.country))
    return f"{question_cards.picture(one.topic)} {asked.day}, {format_time(asked, turn.contact.language)}"


def numbered(labels: Sequence[str]) -> list[str]:
    """Return labels that all differ, so that each can be tapped: the same ones bear the number of their time."""
    times = Counter(labels)
    before: Counter[str] = Counter()
    told = []
    for label in labels:
        before[label] += 1
        told.append(label if times[label] == 1 else f"{label} ({before[label]})")
    return told


def _look(turn: Turn, todo: Todo, person: Person) -> Outcome:
    picked = todo.answers["mine"]
    return _stands(turn, person, int(picked.value[1:]) if isinstance(picked, Offer) else 0)


def _truth(turn: Turn, todo: Todo, person: Person) -> Outcome:
    return _stands(turn, person, number_of(todo))


def _stands(turn: Turn, person: Person, number: int) -> Outcome:
    """Tell how a question stands; let its owner hear it, or its last answer, once more."""
    found = questions.of(turn.connection, person.id, number)
    if found is None or found.state == "closed":
        return Outcome("gone")
    answer = relay.answered(turn.connection, found)
    if answer is not None:
        turn.extra += question_cards.signed(questions.answerer(turn.connection, found))
    hearing.play(turn, relay.own(found) if answer is None else relay.of_reply(turn.connection, answer))
    known = _known(turn, found)
    if answer is None or found.state != "answered":
        return Outcome("open", known)
    return Outcome("team" if relay.is_teams(answer) else "answered", known)


def _known(turn: Turn, found: Question) -> dict[str, Value]:
    """Return what a look tells of a question; what was said of another one is forgotten."""
    asked = wall_of(found.asked_at, turn.programme.zone(turn.contact.country))
    return {
        **dict.fromkeys(HEARD, ""),
        "id": str(found.id),
        "version": str(found.version),
        "topic": question_cards.topic(found.topic),
        "day": format_day(asked, turn.contact.language, turn.contact.country),
        "stand": question_cards.stand(found),
    }


def number_of(todo: Todo) -> int:
    return int(str(todo.answers.get(ID, "0")))


def _wait(turn: Turn, todo: Todo, person: Person) -> Outcome:
    found = questions.of(turn.connection, person.id, number_of(todo))
    return Outcome("waits" if found is not None and found.state in OPEN else "else")


def _person(turn: Turn, todo: Todo, person: Person) -> Outcome:
    called = questions.call_person(turn.connection, person.id, number_of(todo), turn.now)
    return Outcome("called" if called else "gone")


def _withdraw(turn: Turn, todo: Todo, person: Person) -> Outcome:
    back = questions.withdraw(turn.connection, person.id, number_of(todo), turn.now)
    return Outcome("withdrawn" if back else "else")


def _helped(turn: Turn, todo: Todo, person: Person) -> Outcome:
    grade = str(todo.answers[ANSWER])
    if not questions.helped(turn.connection, person.id, number_of(todo), grade, turn.now):
        return Outcome("gone")
    name = "yes" if grade == "yes" else "little"
    return Outcome(f"{name}_day" if _day(turn, person) else name)


def _more_voice(turn: Turn, todo: Todo, person: Person) -> Outcome:
    """Ask whoever shows no name, and speaks now, whether it shall be written: they may have asked in words before."""
    found = questions.of(turn.connection, person.id, number_of(todo))
    nameless = found is not None and not found.named and not found.rewrite
    return Outcome("known" if nameless and hearing.said(todo.answers).form == "voice" else "fine")


def _more(turn: Turn, todo: Todo, person: Person) -> Outcome:
    if len(questions.open_of(turn.connection, person.id)) >= questions.MOST_OPEN:
        return Outcome("full")
    who = (turn.connection, turn.programme, turn.contact, person.id)
    rewrite = todo.answers.get("more_voice") == "rewrite"
    return Outcome(questions.ask_more(*who, number_of(todo), hearing.said(todo.answers), turn.now, rewrite=rewrite))


def _other(turn: Turn, todo: Todo, person: Person) -> Outcome:
    """Let another mentor answer as well, where there is one."""
    found = questions.of(turn.connection, person.id, number_of(todo))
    if found is None:
        return Outcome("gone")
    asked = {one.mentor_id for one in replies.of_question(turn.connection, found.id)}
    if found.state == "answered" and not matching.others(turn.connection, found, asked, turn.now):
        return Outcome("none")
    queued = questions.other_mentor(turn.connection, turn.programme, person.id, found.id, turn.now)
    return Outcome("queued" if queued else "gone")


ACTIONS: Actions = {
    "ask_begin": of_member(("new", "open", "day", "both", "full"), _begin, "guest"),
    "ask_spoken": Action(("heard",), _spoken),
    "ask_photo": Action(("seen",), _photo),
    "ask_hear": Action(("heard",), _hear(photo=False)),
    "ask_hear_photo": Action(("heard",), _hear(photo=True)),
    "ask_similar": of_member(("found", "none"), _similar, "none"),
    "ask_advice": Action(("told", "gone"), _advice),
    "ask_enough": Action(("kept",), _enough),
    "ask_who": of_member(("woman", "plain"), _who, "plain"),
    "ask_whose": of_member(("named", "nameless"), _whose, "named"),
    "ask_send": of_member(("sent", "day", "two", "week", "full"), _send, "guest"),
    "ask_mine": of_member(("found", "none"), _mine, "none"),
    "ask_look": of_member(LOOKS, _look, "gone"),
    "ask_truth": of_member(LOOKS, _truth, "gone"),
    "ask_wait": of_member(("waits", "else"), _wait, "else"),
    "ask_person": of_member(("called", "gone"), _person, "gone"),
    "ask_withdraw": of_member(("withdrawn", "else"), _withdraw, "else"),
    "ask_helped": of_member(("yes", "yes_day", "little", "little_day", "gone"), _helped, "gone"),
    "ask_more_voice": of_member(("known", "fine"), _more_voice, "fine"),
    "ask_more": of_member(("same", "new", "full", "gone"), _more, "gone"),
    "ask_other": of_member(("queued", "none", "gone"), _other, "gone"),
}
"""What the flow about asking a mentor asks of the world."""
