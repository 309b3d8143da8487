"""Short courses: lessons with a question each, nobody fails; what a course says is content and not in here.

Who stops goes on at the same lesson, months later too. Whoever has finished gets a certificate and a picture brochure.
"""

from flows.core import Ask, Choose, Do, End, Flow, Option, Pick, Tell
from flows.core.parsers import PaperName

_STANDS = {"new": "welcome", "begun": "go", "done": "gifts", "gone": "none"}
"""Where somebody may be in a course."""
_COUNTED = ("number", "total")
_GO_ON = Option("on", "▶️ Go on", next="resume")
_TOMORROW = Option("tomorrow", "🌅 Tomorrow", next="tomorrow")
_SKIP = "⏭️ Skip"
_ONLY = "Only a name, in Latin or Cyrillic letters. Or say it 🎤."

_WAY_IN = (
    Do(
        "find",
        action="course_find",
        outcomes={"several": "list", **_STANDS},
        gives=("id", "version", *_COUNTED),
    ),
    Pick("list", say="Which course do you want?", next="look"),
    Do("look", action="course_look", outcomes=_STANDS, gives=("id", "version", *_COUNTED)),
    Choose(
        "welcome",
        say="Small lessons: {total}. You can stop anytime. Start?",
        options=(
            Option("start", "▶️ Start", next="begin"),
            _TOMORROW,
            Option("menu", "🏠 Menu", command="menu"),
        ),
    ),
    End("none", say="No course now. Come back later."),
    Do("begin", action="course_begin", outcomes={"begun": "next", "gone": "none"}),
    Choose("go", say="Lesson {number} of {total} done. Go on?", options=(_GO_ON, _TOMORROW)),
    Choose("ready", say="Lessons done: {number} of {total}. Go on now?", options=(_GO_ON, _TOMORROW), card=True),
    Do("resume", action="course_resume", outcomes={"ready": "next", "gone": "none"}, gives=("version",)),
    Do("tomorrow", action="course_tomorrow", outcomes={"planned": "later", "guest": "anytime", "gone": "none"}),
    End("later", say="Okay. I ask you tomorrow."),
    End("anytime", say="Okay. Come back anytime."),
)

_LESSONS = (
    Do(
        "next",
        action="course_next",
        outcomes={"lesson": "lesson", "question": "ask", "finished": "finish", "gone": "none"},
        gives=(*_COUNTED, "lesson", "words"),
    ),
    Tell("lesson", say="🎓 {number}. {words}", next="ask"),
    Do("ask", action="course_ask", outcomes={"asked": "choice", "gone": "none"}, gives=("question",)),
    Pick("choice", say="{question}", next="judge", also={"voice": "spoken"}),
    Do(
        "judge",
        action="course_judge",
        outcomes={"right": "right", "wrong": "wrong", "chosen": "chosen", "gone": "next"},
        gives=("solution", "reason"),
    ),
    Do(
        "spoken",
        action="course_spoken",
        outcomes={"heard": "heard", "told": "told", "gone": "next"},
        gives=("solution", "reason"),
    ),
    Tell("right", say="Yes! 👏\n{reason}", next="step"),
    Tell("wrong", say="Good try. The answer: {solution}\n{reason}", next="step"),
    Tell("chosen", say="Good! {solution}\n{reason}", next="step"),
    Tell("heard", say="I keep your voice. The answer: {solution}\n{reason}", next="step"),
    Tell("told", say="Thank you. I keep your voice.\n{reason}", next="step"),
    Do("step", action="course_step", outcomes={"more": "go", "finished": "finish", "gone": "none"}, gives=_COUNTED),
)

_CERTIFICATE = (
    Do(
        "finish",
        action="course_finish",
        outcomes={"name": "name", "guest": "join_first", "plain": "leaflet_ask", "done": "gifts", "gone": "none"},
        final=True,
    ),
    Choose(
        "join_first",
        say="You finished! For a certificate I must know you. Join?",
        options=(Option("yes", "👍 Yes", next="join"), Option("no", "👎 No", next="leaflet_ask")),
    ),
    End("join", then="welcome", alone=True),
    Ask(
        "name",
        say="You finished! Say the name for your certificate 🎤.",
        accept=PaperName(),
        retry=_ONLY,
        next="name_ok",
        also={"voice": "name_voice"},
        options=(
            Option("mine", "👤 My name", next="name_mine"),
            Option("skip", _SKIP, next="leaflet_ask"),
        ),
    ),
    Do(
        "name_mine", action="certificate_own_name", outcomes={"known": "name_ok", "untold": "say_name"}, gives=("name",)
    ),
    Ask(
        "say_name",
        say="I do not know your name yet. Say it 🎤 or write.",
        accept=PaperName(),
        retry=_ONLY,
        next="take_name",
        also={"voice": "name_voice"},
        options=(Option("skip", _SKIP, next="leaflet_ask"),),
    ),
    Do("take_name", action="certificate_take_name", outcomes={"known": "name_ok"}, gives=("name",)),
    Choose(
        "name_ok",
        say="{name}: is this right?",
        options=(Option("yes", "👍 Yes", next="certify"), Option("redo", "🔁 Redo", next="name")),
        also={"voice": "name_voice"},
    ),
    Do(
        "name_voice",
        action="certificate_by_voice",
        outcomes={"kept": "name_heard", "named": "gifts", "gone": "none"},
        final=True,
    ),
    Tell("name_heard", say="Thank you. A person writes your name. Then it comes.", next="leaflet_ask"),
    Do("certify", action="certificate_make", outcomes={"made": "sent", "gone": "none"}, final=True),
    Tell("sent", say="Here is your certificate 🏅. Show it with pride!", next="leaflet_ask"),
)

_MORE = (
    Do("leaflet_ask", action="course_gives_brochure", outcomes={"yes": "brochure", "no": "offer_ask"}),
    Choose(
        "brochure",
        say="Want the picture brochure too?",
        options=(Option("yes", "👍 Yes", next="leaflet"), Option("no", "👎 No", next="offer_ask")),
    ),
    Do("leaflet", action="course_brochure", outcomes={"sent": "leafleted", "gone": "none"}),
    Tell("leafleted", say="Here is the brochure.", next="offer_ask"),
    Do("offer_ask", action="course_gives_offer", outcomes={"yes": "offer", "asked": "offered", "no": "goodbye"}),
    Choose(
        "offer",
        say="There is a bigger course online. Shall somebody help?",
        options=(Option("yes", "👍 Yes", next="offer_yes"), Option("no", "👎 No", next="offer_no")),
    ),
    Do("offer_yes", action="course_offer_yes", outcomes={"called": "offered"}),
    Do("offer_no", action="course_offer_no", outcomes={"kept": "goodbye"}),
    End("offered", say="Good! A person will answer here."),
    End("goodbye", say="Thank you for learning!"),
    Do("gifts", action="course_gifts", outcomes={"all": "done", "some": "gift", "none": "over"}),
    End("over", say="You finished this course."),
    Pick(
        "gift",
        say="You finished this course. What do you want?",
        next="given",
        extra=(Option("menu", "🏠 Menu", command="menu"),),
    ),
    Do(
        "given",
        action="course_given",
        outcomes={"certificate": "certificate", "brochure": "leaflet", "offer": "offer_ask", "gone": "none"},
    ),
    Choose(
        "done",
        say="You finished this course. What do you want?",
        options=(
            Option("certificate", "🏅 Certificate", next="certificate"),
            Option("brochure", "📄 Brochure", next="leaflet"),
            Option("offer", "🎓 Bigger course", next="offer_ask"),
            Option("menu", "🏠 Menu", command="menu"),
        ),
    ),
    Do(
        "certificate",
        action="certificate_again",
        outcomes={"sent": "sent_again", "waits": "waits", "none": "name", "guest": "join_first", "plain": "goodbye"},
    ),
    End("sent_again", say="Here is your certificate 🏅. Show it with pride!"),
    End("waits", say="A person writes your name. Then it comes."),
)

COURSE = Flow(
    name="course",
    version=1,
    start="find",
    states=(*_WAY_IN, *_LESSONS, *_CERTIFICATE, *_MORE),
)
