"""What a mentor sets by tapping: a pause, the hours and topics that suit them, the languages they speak."""

from flows.core import Choose, Do, End, Option, State, Tell

_DONE = Option("done", "🏁 Finished", next="saved")

CHOICES: tuple[State, ...] = (
    Choose(
        "pause",
        say="Pause for how long?",
        options=(
            Option("week", "📆 One week", next="keep_pause"),
            Option("month", "🗓️ One month", next="keep_pause"),
            Option("open", "💬 Until I go on", next="keep_pause"),
        ),
    ),
    Do("keep_pause", action="mentor_pause", outcomes={"paused": "resting", "denied": "denied"}),
    End("resting", say="Okay. I ask you nothing until then."),
    Do("resume", action="mentor_resume", outcomes={"on": "enter", "denied": "denied"}),
    Choose(
        "choices",
        say="What to change?",
        options=(
            Option("hours", "🕘 My hours", next="hours"),
            Option("topics", "🏷️ My topics", next="topics"),
            Option("languages", "🗣️ My languages", next="languages"),
            Option("name", "👤 My name", next="name"),
        ),
    ),
    Choose(
        "hours",
        say="When may I ask you?",
        options=(
            Option("day", "☀️ 9 to 17", next="keep_hours"),
            Option("evening", "🌆 17 to 22", next="keep_hours"),
            Option("any", "🕘 7 to 22", next="keep_hours"),
        ),
    ),
    Do("keep_hours", action="mentor_hours", outcomes={"saved": "saved", "denied": "denied"}),
    Do("topics", action="mentor_topics", outcomes={"shown": "topic", "denied": "denied"}, gives=("mine",)),
    Choose(
        "topic",
        say="Yours: {mine}. Tap one to change it.",
        options=(
            Option("money", "💶 Money", next="flip_topic"),
            Option("papers", "📄 Papers, tax", next="flip_topic"),
            Option("customers", "🛍️ Customers", next="flip_topic"),
            Option("green", "🌱 Green ideas", next="flip_topic"),
            Option("workers", "👷 Workers", next="flip_topic"),
            Option("eu", "🇪🇺 EU rules", next="flip_topic"),
            Option("other", "🎤 Other", next="flip_topic"),
            _DONE,
        ),
    ),
    Do("flip_topic", action="mentor_topic", outcomes={"changed": "topics", "denied": "denied"}),
    Do("languages", action="mentor_languages", outcomes={"shown": "speaks", "denied": "denied"}, gives=("mine",)),
    Choose(
        "speaks",
        say="Yours: {mine}. Tap one to change it.",
        options=(
            Option("sq", "Shqip", next="flip_language"),
            Option("rom", "Romanes", next="flip_language"),
            Option("sr", "Srpski", next="flip_language"),
            Option("mk", "Македонски", next="flip_language"),
            Option("en", "English", next="flip_language"),
            _DONE,
        ),
    ),
    Do("flip_language", action="mentor_language", outcomes={"changed": "languages", "denied": "denied"}),
    Choose(
        "name",
        say="May members see your name?",
        options=(Option("yes", "👍 Yes", next="keep_name"), Option("no", "🙈 No name", next="keep_name")),
    ),
    Do("keep_name", action="mentor_name", outcomes={"saved": "saved", "denied": "denied"}),
    Tell("saved", say="Saved.", next="enter"),
)
"""The states of ``flows.mentor`` that change what is kept of a mentor."""
