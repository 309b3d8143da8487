"""The registry of concepts: each meaning has one pictogram, one colour and the words that stand beside it on labels.

Who does not read goes by the pictogram: it must mean the same on every screen. ``bot.clashes`` holds the flows to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

YES, NO, MEETING, GREEN, ASKING = "#d5efd4", "#fadbd6", "#d6e8fa", "#e3f2c9", "#fff0c2"
PEOPLE, TELLING, TIME, PLACE, ORDER = "#e8dff5", "#fde3cc", "#d2eef0", "#f3e6d8", "#e6e9ec"
COLOURS = (YES, NO, MEETING, GREEN, ASKING, PEOPLE, TELLING, TIME, PLACE, ORDER)
"""The colours of cells on cards: pale, so that a pictogram stands out; each belongs to a family of meanings."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning. ``words`` are all English words that may stand beside its pictogram on a label."""

    name: str
    pictogram: str
    colour: str
    words: tuple[str, ...]


CONCEPTS = (
    Concept(
        "yes", "👍", YES, ("Yes", "Right", "Join", "I come", "Good", "Send", "Book", "Take it", "Publish", "Share")
    ),
    Concept("done", "✅", YES, ("I did it", "I am here", "Nothing", "Check-in")),
    Concept("finish", "🏁", YES, ("Finished", "That is all")),
    Concept("will", "💪", YES, ("I will try",)),
    Concept("leave", "👌", YES, ("Leave it",)),
    Concept("together", "🤝", YES, ("Second yes", "I do it", "We answer")),
    Concept(
        "go_on",
        "▶️",
        YES,
        ("Next", "Start", "Start again", "Go on", "Go on joining", "Continue", "Take one", "Send mine"),
    ),
    Concept("next", "➡️", YES, ("Next tip", "Pass on", "Not me", "More", "Hand on")),
    Concept("no", "👎", NO, ("No", "Not coming", "Bad", "Not for me", "Not now")),
    Concept("away", "❌", NO, ("Delete", "Take back", "Cancel", "Delete me", "Drop it", "Nobody", "Reject", "Close")),
    Concept("bin", "🗑️", NO, ("Bin", "Take it away", "End group")),
    Concept("stop", "✋", NO, ("Stop",)),
    Concept("end", "⏹️", NO, ("End it",)),
    Concept("pause", "⏸️", NO, ("Pause", "Later")),
    Concept("flag", "🚩", NO, ("Not okay",)),
    Concept("none", "🚫", NO, ("Not here", "No picture", "None", "Not fitting", "None of these")),
    Concept("back", "↩️", NO, ("Give back", "Take it back")),
    Concept("keep", "◀️", ORDER, ("Keep",)),
    Concept("skip", "⏭️", ORDER, ("Skip",)),
    Concept("so_so", "😐", ASKING, ("So-so", "A bit")),
    Concept("unsure", "🤷", ASKING, ("Not sure",)),
    Concept("maybe", "🤔", ASKING, ("Maybe",)),
    Concept(
        "meeting",
        "📅",
        MEETING,
        ("Meetings", "Meet mentor", "My slots", "New meeting", "Invitations", "Guests", "Day", "From a meeting"),
    ),
    Concept("info", "ℹ️", MEETING, ("Info session",)),
    Concept("coaching", "🎯", MEETING, ("Coaching",)),
    Concept("dinner", "🍽️", MEETING, ("Dinner",)),
    Concept("conference", "🏛️", MEETING, ("Conference",)),
    Concept("coordinators", "🧭", MEETING, ("Coordinators",)),
    Concept("second", "👀", MEETING, ("Show me",)),
    Concept("door", "🚪", MEETING, ("Door",)),
    Concept("counts", "📊", MEETING, ("Answers",)),
    Concept("tip", "🌱", GREEN, ("Green tip", "Green tips", "Green ideas")),
    Concept("course", "🎓", ASKING, ("Short course", "Bigger course", "Training")),
    Concept("certificate", "🏅", ASKING, ("Certificate",)),
    Concept("question", "❓", ASKING, ("Ask a mentor", "New question", "Questions")),
    Concept("list", "📋", ASKING, ("My questions", "Others", "Our meetings", "Who is in it", "List")),
    Concept("money", "💶", ASKING, ("Money",)),
    Concept("papers", "📄", PLACE, ("Papers, tax", "Brochure")),
    Concept("customers", "🛍️", TELLING, ("Customers",)),
    Concept("workers", "👷", PEOPLE, ("Workers",)),
    Concept("europe", "🇪🇺", MEETING, ("EU rules",)),
    Concept("person", "🙋", PEOPLE, ("Person", "Ask a person", "Yes", "Wait", "Answer people")),
    Concept("mentor", "👩‍🏫", PEOPLE, ("Mentor", "Mentors", "Mentor day", "A mentor")),
    Concept("me", "👤", PEOPLE, ("Name", "My name", "Only me", "One", "Mine", "Yes")),
    Concept("two", "👫", PEOPLE, ("One more", "Two")),
    Concept("three", "👪", PEOPLE, ("Who comes", "Two more", "Three")),
    Concept(
        "people",
        "👥",
        PEOPLE,
        ("Anybody", "Seats", "Other number", "People", "Who has not", "Groups", "Group", "Neighbour", "Other guests"),
    ),
    Concept("hidden", "🙈", PEOPLE, ("No name", "Faces")),
    Concept("woman", "👩", PEOPLE, ("Woman", "A woman")),
    Concept("man", "👨", PEOPLE, ("Man",)),
    Concept("child", "👶", PEOPLE, ("Child care",)),
    Concept("staff", "🔑", ORDER, ("Staff",)),
    Concept("another_mentor", "🔀", PEOPLE, ("Other mentor",)),
    Concept("speak", "🎤", TELLING, ("Other", "Tell it", "Keep voice", "Ask more", "Answer", "Record")),
    Concept("record", "🎙️", TELLING, ("Record voices",)),
    Concept("hear", "👂", TELLING, ("Hear it", "Good answers", "Hear again", "Not clear")),
    Concept("photo", "📷", TELLING, ("Photo", "Picture", "New one")),
    Concept("voice", "🔊", TELLING, ("Voice", "Voice + card", "Yes")),
    Concept("voice_only", "🎧", TELLING, ("Voice only",)),
    Concept("text", "📝", TELLING, ("Text only", "Words", "Yes")),
    Concept("write", "✏️", TELLING, ("Change", "My choices", "Write it", "New message", "Other words")),
    Concept("rewrite", "✍️", TELLING, ("Rewrite", "Translate")),
    Concept("say_when", "💬", TELLING, ("Until I write", "Until I go on")),
    Concept("language", "🗣️", TELLING, ("Language", "My languages", "By language", "Spoken there")),
    Concept("translator", "🗨️", TELLING, ("Translator",)),
    Concept("message", "📨", TELLING, ("Send message", "Messages", "Invite", "Our messages")),
    Concept("out", "📤", TELLING, ("Send anyway", "Now")),
    Concept("mine_first", "📲", TELLING, ("First to me",)),
    Concept("inbox", "📥", ORDER, ("Tickets",)),
    Concept("story", "📣", TELLING, ("Stories", "My stories")),
    Concept("host", "👋", PEOPLE, ("Who gives it",)),
    Concept("no_people", "🙂", PEOPLE, ("No people",)),
    Concept("again", "🔁", ORDER, ("Redo", "How often", "Failed again", "Look again")),
    Concept("wait", "⏳", TIME, ("I wait", "Not yet", "Waiting", "No answer yet")),
    Concept("time", "🕘", TIME, ("Other time", "My hours", "7 to 22", "Move", "Time", "In an hour")),
    Concept("late", "⏰", TIME, ("I am late",)),
    Concept("length", "⏱️", TIME, ("Length",)),
    Concept("hour_1", "🕐", TIME, ("1 hour",)),
    Concept("hour_2", "🕑", TIME, ("2 hours",)),
    Concept("hour_3", "🕒", TIME, ("3 hours",)),
    Concept("hour_4", "🕓", TIME, ("4 hours",)),
    Concept("morning", "🌅", TIME, ("Morning, 8", "Tomorrow")),
    Concept("noon", "🕛", TIME, ("Noon, 12",)),
    Concept("evening", "🌆", TIME, ("Evening, 18", "20 to 8", "17 to 22")),
    Concept("night", "🌙", TIME, ("Quiet hours", "22 to 7")),
    Concept("day", "☀️", TIME, ("Every day", "9 to 17")),
    Concept("week", "📆", TIME, ("Every week", "One week", "In a week")),
    Concept("month", "🗓️", TIME, ("One month",)),
    Concept("bell", "🔔", TIME, ("Never",)),
    Concept("no_bell", "🔕", TIME, ("Never",)),
    Concept("town", "📍", PLACE, ("Town", "Only the town")),
    Concept("place", "🏢", PLACE, ("Place", "Other place")),
    Concept("country", "🗺️", PLACE, ("Country",)),
    Concept("all", "🌍", PLACE, ("Everyone",)),
    Concept("travel", "🚌", PLACE, ("Travel",)),
    Concept("access", "♿", PLACE, ("Access",)),
    Concept("home", "🏠", ORDER, ("Menu",)),
    Concept("work", "🛠️", ORDER, ("Work", "Trade")),
    Concept("settings", "⚙️", ORDER, ("Settings",)),
    Concept("data", "📁", ORDER, ("My data",)),
    Concept("file", "📎", ORDER, ("Send file",)),
    Concept("label", "🏷️", ORDER, ("My topics", "Kind", "Title")),
    Concept("programme", "📘", ORDER, ("Programme",)),
    Concept("console", "🖥️", ORDER, ("Console",)),
    Concept("search", "🔎", ORDER, ("Only some", "By name", "Moderate")),
    Concept("add", "➕", ORDER, ("Somebody else", "New group", "Add people", "Title and more")),
    Concept("without", "➖", ORDER, ("Without some", "Take out")),
    Concept("newest", "✨", ORDER, ("The newest",)),
)

SEVERAL: Mapping[str, str] = {
    "Yes": "a yes to a person shows whom one gets, 🙋; to a name whose it is, 👤; to a way of talking the way, 🔊 📝",
    "Never": "who is never quiet hears 🔔, who never gets tips does not: the picture shows what follows",
}
"""Words that stand beside several pictograms, each with the reason."""

_RECOGNISED = "it is only to be recognised, on a door or as the one to tap, and means nothing"
_AMOUNT = "staff choose an amount by its number; the picture only tells the rows apart"
_NAME = "a language or its letters stand by their own name; a flag would be a country"
APART: Mapping[str, str] = {
    **dict.fromkeys(("meeting.picture", "settings.bin.sun", "settings.bin.tree"), _RECOGNISED),
    **dict.fromkeys(
        (
            "staff.seat",
            "new_meeting.seat",
            "new_meeting.often",
            "new_meeting.repeat",
            "staff.guests",
            "new_meeting.guests",
        ),
        _AMOUNT,
    ),
    **dict.fromkeys(("new_meeting.length.day", "new_meeting.length.two", "new_meeting.length.three"), _AMOUNT),
    **dict.fromkeys(
        (
            *("language.which", "language.letters", "question.speaks", "staff.speaks", "new_meeting.speaks"),
            *("record.language", "record.dialect.arli", "record.dialect.gurbet"),
        ),
        _NAME,
    ),
}
"""Choices that the registry does not bind, by the beginning of their key, each with the reason."""

FIRST = 0x2000
"""Where signs begin; all letters and digits of our languages lie below."""

_BY_PICTOGRAM = {one.pictogram: one for one in CONCEPTS}


def pictogram_of(label: str) -> str:
    """Return what stands before the words of a label; "" where it begins with a letter or a digit."""
    first, _, rest = label.partition(" ")
    return first if rest and all(ord(char) >= FIRST for char in first) else ""


def colour_of(pictogram: str) -> str:
    """Return the colour of a pictogram's cell; one that the registry does not know has always the same one."""
    known = _BY_PICTOGRAM.get(pictogram)
    return known.colour if known else COLOURS[sum(map(ord, pictogram)) % len(COLOURS)]
