"""Settings: how Drom talks, when it is quiet, and what it knows of a person."""

from collections.abc import Mapping

from flows.core import NO_NUMBER, Branch, Choose, Do, End, Flow, Option, Tell
from flows.core.values import Value

LANGUAGE, TALK, QUIET, PAUSE, STOP, DATA, DELETE = range(1, 8)
"""The numbers of the settings, the same for everybody and for ever; change person is 8, private mode 9."""

_LANGUAGE = Option("language", "🗣️ Language", command="language", number=LANGUAGE)
_TALK = Option("talk", "🔊 Voice", next="voice", number=TALK)
_WAYS = (
    Option("both", "🔊 Voice + card", next="save_talk"),
    Option("text", "📝 Text only", next="save_talk"),
    Option("voice", "🎧 Voice only", next="save_talk"),
)
_START = Option("start", "▶️ Start again", next="start", number=PAUSE)
_QUIET = Option("quiet", "🌙 Quiet hours", next="quiet", number=QUIET)
_DATA = Option("data", "📁 My data", next="data", number=DATA)
_DELETE = Option("delete", "❌ Delete me", next="delete", number=DELETE, careful=True)
_TIPS = Option("tips", "🌱 Green tips", next="tips", number=NO_NUMBER)
_STORIES = Option("stories", "📣 My stories", next="stories", number=NO_NUMBER)
_SILENT = (_LANGUAGE, _TALK, _QUIET, _START, _DATA, _DELETE)
_ALL = (
    *(_LANGUAGE, _TALK, _QUIET),
    Option("pause", "⏸️ Pause", next="pause", number=PAUSE),
    Option("stop", "✋ Stop", command="stop", number=STOP, careful=True),
    *(_DATA, _DELETE, _TIPS),
)


def _agreed(answers: Mapping[str, Value]) -> str:
    """Return whether somebody agrees to be written to, which a chosen pace alone does not say."""
    return "yes" if answers.get("push") == "yes" else "no"


SETTINGS = Flow(
    name="settings",
    version=1,
    start="who",
    states=(
        Do("who", action="who", outcomes={"guest": "wishes_few", "joining": "wishes_few", "member": "wishes"}),
        Do("wishes_few", action="wishes", outcomes={"open": "few", "silent": "few_silent"}),
        Choose("few", say="What to change?", options=(_LANGUAGE, _TALK, _DATA, _DELETE)),
        Choose("few_silent", say="What to change?", options=(_LANGUAGE, _TALK, _START, _DATA, _DELETE)),
        Do("wishes", action="wishes", outcomes={"open": "tells", "silent": "tells_silent"}),
        Do("tells", action="tells_stories", outcomes={"yes": "all_told", "no": "all"}),
        Do("tells_silent", action="tells_stories", outcomes={"yes": "silent_told", "no": "silent"}),
        Choose("silent", say="What to change?", options=_SILENT),
        Choose("silent_told", say="What to change?", options=(*_SILENT, _STORIES)),
        Do("start", action="start_again", outcomes={"started": "started"}),
        End("started", say="Good. I talk to you again.", then="menu"),
        Choose("all", say="What to change?", options=_ALL),
        Choose("all_told", say="What to change?", options=(*_ALL, _STORIES)),
        End("stories", then="story"),
        Do("voice", action="has_voice", outcomes={"yes": "talk", "no": "talk_later"}),
        Choose("talk", say="How shall I talk to you?", options=_WAYS, told=("both", "text", "voice")),
        Choose("talk_later", say="I have no voice yet. How shall I talk later?", options=_WAYS),
        Do("save_talk", action="set_talk", outcomes={"saved": "saved"}),
        Choose(
            "quiet",
            say="When shall I be quiet?",
            options=(
                Option("long", "🌆 20 to 8", next="save_quiet"),
                Option("night", "🌙 22 to 7", next="save_quiet"),
                Option("never", "🔔 Never", next="save_quiet"),
            ),
        ),
        Do("save_quiet", action="set_quiet", outcomes={"saved": "saved"}),
        Choose(
            "tips",
            say="How often shall I send tips?",
            options=(
                Option("daily", "☀️ Every day", next="tip_hour"),
                Option("weekly", "📆 Every week", next="tip_hour"),
                Option("never", "🔕 Never", next="save_tips"),
            ),
        ),
        Choose(
            "tip_hour",
            say="When shall tips come?",
            options=(
                Option("morning", "🌅 Morning, 8", next="save_tips"),
                Option("noon", "🕛 Noon, 12", next="save_tips"),
                Option("evening", "🌆 Evening, 18", next="save_tips"),
            ),
        ),
        Do("save_tips", action="set_tips", outcomes={"saved": "saved", "ask": "push"}),
        Choose(
            "push",
            say="May I send you meeting reminders and tips?",
            options=(
                Option("yes", "👍 Yes", next="save_push"),
                Option("no", "👎 No", next="save_push"),
            ),
        ),
        Do("save_push", action="consent_push", outcomes={"saved": "agreed"}),
        Branch("agreed", choose=_agreed, outcomes={"yes": "keep_tips", "no": "no_tips"}),
        Do("keep_tips", action="set_tips", outcomes={"saved": "saved", "ask": "no_tips"}),
        Tell("no_tips", say="Okay. I send no tips.", next="who"),
        Choose(
            "pause",
            say="Pause for how long?",
            options=(
                Option("week", "📆 One week", next="save_pause"),
                Option("month", "🗓️ One month", next="save_pause"),
                Option("write", "💬 Until I write", next="save_pause"),
            ),
        ),
        Do("save_pause", action="set_pause", outcomes={"saved": "paused"}),
        End("paused", say="Okay. I send nothing until then.", then="menu"),
        Tell("saved", say="Saved.", next="who"),
        Do(
            "data",
            action="my_data",
            outcomes={"member": "known", "guest": "little"},
            gives=("name", "town", "country", "trade", "language", "gender", "age"),
        ),
        Choose(
            "known",
            say="All I know about you: 👤 {name} 📍 {town} {country} {trade} 🗣️ {language} {gender} {age}",
            options=(
                Option("change", "✏️ Change", next="change"),
                Option("file", "📎 Send file", next="file"),
                Option("delete", "❌ Delete me", next="delete", careful=True),
            ),
        ),
        Choose(
            "little",
            say="I only know your language: {language}. No name.",
            options=(
                Option("join", "👍 Join", next="join"),
                Option("delete", "❌ Delete me", next="delete", careful=True),
                Option("menu", "🏠 Menu", command="menu"),
            ),
        ),
        Do("file", action="send_my_data", outcomes={"sent": "file_sent"}),
        End("file_sent", say="Here is your file. Keep it safe.", then="menu"),
        Choose(
            "delete",
            say="Delete everything about you? It cannot come back.",
            options=(
                Option("delete", "❌ Delete", next="bin", careful=True),
                Option("keep", "◀️ Keep", command="back"),
            ),
        ),
        Choose(
            "bin",
            say="Tap the bin to be sure.",
            options=(
                Option("sun", "☀️ Sun", next="kept"),
                Option("bin", "🗑️ Bin", next="erase", careful=True),
                Option("tree", "🌳 Tree", next="kept"),
            ),
        ),
        End("kept", say="Okay. Nothing is deleted.", then="menu"),
        Do("erase", action="erase_me", outcomes={"erased": "erased"}),
        End("erased", say="Deleted. You can erase this chat too.", then="language"),
        End("change", then="registration"),
        End("join", then="welcome"),
    ),
)
