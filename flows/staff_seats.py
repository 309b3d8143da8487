"""How many seats a meeting has, as staff say it: for a new one or one that is there; it knows no waiting line."""

from flows.core import NO_NUMBER, Ask, Choose, Do, Option, State, Tell
from flows.core.parsers import Number

PREVIEWED = ("taken", "new_seats")
"""What a preview of another number of seats tells: how many are taken or held now, and how many there would be."""
_NO_MORE = {"over": "seats_over", "gone": "gone", "denied": "denied"}


def asks_seats(then: str) -> tuple[State, ...]:
    """Return what asks for a number of seats, which is kept as ``seat``; ``then`` is where it goes on."""
    return (
        Ask(
            "seat",
            say="How many seats? Tap, or write a number.",
            accept=Number(),
            retry="Only the number of seats, please, such as 8.",
            next=then,
            also={"voice": "seat_spoken"},
            options=(
                Option("s10", "👤 10", next=then, number=NO_NUMBER),
                Option("s20", "👫 20", next=then, number=NO_NUMBER),
                Option("s30", "👪 30", next=then, number=NO_NUMBER),
                Option("s50", "👥 50", next=then, number=NO_NUMBER),
                Option("all", "🌍 No limit", next=then, number=NO_NUMBER),
            ),
        ),
        Do(
            "seat_spoken",
            action="new_seat_spoken",
            outcomes={"told": "seat_again", "denied": "denied"},
            gives=("seat",),
        ),
        Tell("seat_again", say="I do not understand a spoken number yet.", next="seat"),
    )


_SURE = (
    Option("change", "👍 Yes", next="change_seats"),
    Option("other", "👥 Other number", next="seat"),
    Option("keep", "👎 No", next="look"),
)

SEATS: tuple[State, ...] = (
    *asks_seats("seats_look"),
    Do(
        "seats_look",
        action="staff_seats_look",
        outcomes={"fine": "seats_sure", "few": "seats_few", **_NO_MORE},
        gives=("seats", *PREVIEWED),
    ),
    Choose(
        "seats_sure",
        say="{kind}, {day}. Seats: {seats}. Taken: {taken}.\nNew: {new_seats}. Change it?",
        options=_SURE,
    ),
    Choose(
        "seats_few",
        say="Seats: {seats}. Taken: {taken}. Nobody loses a seat.\nNew: {new_seats}. Change it?",
        options=_SURE,
    ),
    Do(
        "change_seats",
        action="staff_change_seats",
        outcomes={"done": "seats_changed", "stale": "stale", **_NO_MORE},
        gives=("told",),
        final=True,
    ),
    Tell("seats_changed", say="Changed. People who are offered a seat: {told}.", next="look"),
    Tell("seats_over", say="This meeting is over. Nothing changes.", next="look"),
)
"""What changes the seats of a meeting that staff look at; ``look``, ``stale`` and the ends are their flow's."""
