"""The first screen of whoever has just taken a role: welcome, and the way to what the role gives."""

from flows.core import Choose, Do, End, Flow, Option

_SAY, _MENTORS = "Welcome to the team.", "You are a mentor now. Questions come here."
_STAFF = Option("staff", "🔑 Staff", next="staff")
_MENTOR = Option("mentor", "👩‍🏫 Mentor", next="mentoring")
_MENU = Option("menu", "🏠 Menu", command="menu")

JOINED = Flow(
    name="team",
    version=1,
    start="who",
    states=(
        Do(
            "who",
            action="staff_rights",
            outcomes={"team": "team", "mentor": "mentor", "both": "both", "none": "none"},
        ),
        Choose("team", say=_SAY, options=(_STAFF, _MENU)),
        Choose("mentor", say=_MENTORS, options=(_MENTOR, _MENU)),
        Choose("both", say=_SAY, options=(_STAFF, _MENTOR, _MENU)),
        End("none", say=_SAY, then="menu"),
        End("staff", then="staff"),
        End("mentoring", then="question"),
    ),
)
