"""The main menu: only what exists today, under numbers that never change."""

from flows.core import NO_NUMBER, Choose, Do, End, Flow, Option, State

MEETINGS, TIP, COURSE, ASK, SETTINGS = 1, 2, 3, 4, 9
JOIN = ASK
"""Meetings 1, tip 2, course 3, mentor 4, share 5, prizes 6, support 7, problem 8, settings 9.

Whatever needs a profile (4 to 8) asks a guest to join, so joining has the first of those numbers. What only some do
(staff, mentors) has none.
"""

_SAY, _ANEW = "What do you want?", "again"
"""Whoever comes back to a menu may have joined, or taken a role, meanwhile; nothing new is asked of them then."""
_MEETINGS = Option("meetings", "📅 Meetings", next="meetings", number=MEETINGS)
_TIP = Option("tip", "🌱 Green tip", next="tip", number=TIP)
_COURSE = Option("course", "🎓 Short course", next="course", number=COURSE)
_ALWAYS = (_MEETINGS, _TIP, _COURSE)
_ASK = Option("ask", "❓ Ask a mentor", next="ask", number=ASK)
_JOIN = Option("join", "👍 Join", next="join", number=JOIN)
_SETTINGS = Option("settings", "⚙️ Settings", next="settings", number=SETTINGS)
_STAFF = Option("staff", "🔑 Staff", next="staff", number=NO_NUMBER)
_MENTOR = Option("mentor", "👩‍🏫 Mentor", next="mentor", number=NO_NUMBER)
_PERSON = Option("person", "🙋 Person", command="help", number=NO_NUMBER)


def _others(who: str, newcomer: str, member: str, *more: Option) -> tuple[State, ...]:
    """Return the menus of people with a role, who may be newcomers; ``more`` are the options that their role gives."""
    return (
        Do(who, action="who", outcomes={"guest": newcomer, "joining": newcomer, "member": member}),
        Choose(newcomer, say=_SAY, anew=_ANEW, options=(*_ALWAYS, _JOIN, _SETTINGS, *more, _PERSON)),
        Choose(member, say=_SAY, anew=_ANEW, options=(*_ALWAYS, _ASK, _SETTINGS, *more, _PERSON)),
    )


MENU = Flow(
    name="menu",
    version=1,
    start="rights",
    states=(
        Do(
            "rights",
            action="staff_rights",
            outcomes={"team": "who_team", "mentor": "who_mentor", "both": "who_both", "none": "who"},
        ),
        *_others("who_team", "newcomer", "team", _STAFF),
        *_others("who_mentor", "newcomer_mentor", "as_mentor", _MENTOR),
        *_others("who_both", "newcomer_both", "as_both", _MENTOR, _STAFF),
        Do("who", action="who", outcomes={"guest": "guest", "joining": "joining", "member": "about"}),
        Choose(
            "guest",
            say=_SAY,
            anew=_ANEW,
            options=(*_ALWAYS, _JOIN, _SETTINGS, _PERSON),
        ),
        Choose(
            "joining",
            say=_SAY,
            anew=_ANEW,
            options=(*_ALWAYS, Option("join", "▶️ Go on joining", next="join", number=JOIN), _SETTINGS, _PERSON),
        ),
        Do(
            "again",
            action="staff_rights",
            outcomes={"team": "who_team", "mentor": "who_mentor", "both": "who_both", "none": "who_again"},
        ),
        Do("who_again", action="who", outcomes={"guest": "guest", "joining": "joining", "member": "member"}),
        Do("about", action="about_due", outcomes={"due": "gender", "done": "member"}),
        Choose(
            "gender",
            say="Woman, man, or skip? For our count only.",
            options=(
                Option("woman", "👩 Woman", next="age"),
                Option("man", "👨 Man", next="age"),
                Option("skip", "⏭️ Skip", next="age"),
            ),
        ),
        Choose(
            "age",
            say="Are you under thirty?",
            options=(
                Option("yes", "👍 Yes", next="adult"),
                Option("no", "👎 No", next="save_about"),
                Option("skip", "⏭️ Skip", next="save_about"),
            ),
        ),
        Choose(
            "adult",
            say="Are you eighteen or older?",
            options=(
                Option("yes", "👍 Yes", next="save_about"),
                Option("no", "👎 No", next="young"),
                Option("skip", "⏭️ Skip", next="save_about"),
            ),
        ),
        Choose(
            "young",
            say="Are you under eighteen? Then a person talks to you.",
            options=(
                Option("yes", "👍 Yes", next="save_young", careful=True),
                Option("no", "👎 No", next="save_about"),
            ),
        ),
        Do("save_young", action="save_young", outcomes={"saved": "told"}, final=True),
        End("told", say="Thank you. I keep no name. A person will answer here.", alone=True),
        Do("save_about", action="save_about", outcomes={"saved": "member"}),
        Choose("member", say=_SAY, anew=_ANEW, options=(*_ALWAYS, _ASK, _SETTINGS, _PERSON)),
        End("meetings", then="meeting"),
        End("tip", then="tip"),
        End("course", then="course"),
        End("ask", then="ask"),
        End("join", then="welcome"),
        End("settings", then="settings"),
        End("staff", then="staff"),
        End("mentor", then="question"),
    ),
)
