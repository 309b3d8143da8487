"""What a programme's targets may count: each kind, where its numbers come from and in what unit; it knows no database.

A new kind is one entry of ``KINDS``. What Drom has no record of, such as grants, prizes or families housed, has a
source of ``TYPED``: totals that staff type, never a mark on a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Unit = Literal["people", "things", "check"]
"""People are split and hidden in small groups; things are only counted; a check is seen to be there or not."""
MEETINGS = ("info", "training", "coaching", "dinner", "mentor", "conference", "coordinators")

TYPED: Mapping[str, str] = {
    "added": "Staff type what is new, with a source. The numbers are added up.",
    "newest": "Staff type how many there are, with a source. The newest number counts.",
    "check": "Staff say where it can be seen.",
}
"""Sources that are nothing but what staff type, each with how that is read."""
SOURCES: Mapping[str, str] = {
    **TYPED,
    "registered": "People who are registered now, by when they joined.",
    "active": "Registered people who wrote in the last 30 days.",
    "came": "People checked in at the door, each counted once, where they came first. Somebody without a phone counts "
    "each time they come.",
    "areas": "Towns with such a meeting where somebody was checked in.",
    "held": "Meetings where somebody was checked in.",
    "experts": "Experts on each day of such a meeting: checked in, or not known to Drom.",
    "first_days": "Days of the first such meeting on which somebody was checked in.",
    "first_team": "People checked in at the first such meeting, by their own country.",
    "after_first": "Such meetings after the first one where somebody was checked in.",
    "wanted": "People who answered yes to such a meeting, each counted once.",
    "feedback": "People who told how a meeting was, once for each meeting.",
    "course_taught": "Short courses that somebody has begun.",
    "course_begun": "People who began a short course, once for each course.",
    "course_finished": "People who finished a short course, once for each course.",
    "course_certified": "Certificates of short courses.",
    "course_enrolled": "People enrolled in the bigger course after a short one.",
    "course_completed": "People who finished the bigger course after a short one.",
    "brochures": "Brochures sent after a short course.",
    "interested": "People who wanted the brochure after a short course, once for each course.",
    "papers": "Brochures and certificates that Drom sent.",
    "tips_heard": "People who heard a tip, each counted once, when they heard the first.",
    "tips_done": "People who did what a tip says, each counted once, when they did the first.",
    "questions": "Questions that a mentor answered.",
    "told": "People whom an announcement reached, each counted once.",
}
"""How each source counts, in one plain sentence."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is counted: the source, which meetings (or what else the source tells apart), and the unit.

    ``within`` is the source that counts all of whom these are a part, "" for none.
    """

    source: str
    of: tuple[str, ...] = ()
    unit: Unit = "people"
    within: str = ""

    @property
    def how(self) -> str:
        """Return in one plain sentence how it is counted."""
        return SOURCES[self.source]


def _things(source: str, *of: str) -> Kind:
    return Kind(source, of, "things")


_OF_MEETINGS: Mapping[str, Kind] = {
    "info_session_people": Kind("came", ("info",)),
    "training_people": Kind("came", ("training",)),
    "coaching_people": Kind("came", ("coaching",)),
    "dinner_people": Kind("came", ("dinner",)),
    "mentor_day_people": Kind("came", ("mentor",)),
    "conference_people": Kind("came", ("conference",)),
    "people_engaged": Kind("came", MEETINGS),
    "interest_in_training": Kind("wanted", ("training",)),
    "feedback_notes": Kind("feedback"),
    "info_session_areas": _things("areas", "info"),
    "info_sessions_held": _things("held", "info"),
    "trainings_held": _things("held", "training"),
    "coachings_held": _things("held", "coaching"),
    "dinners_held": _things("held", "dinner"),
    "mentor_days_held": _things("held", "mentor"),
    "conferences_held": _things("held", "conference"),
    "experts_checked_in": _things("experts", "mentor"),
    "kick_off_days": _things("first_days", "coordinators"),
    "kick_off_coordinators": _things("first_team", "coordinators"),
    "reflection_meetings": _things("after_first", "coordinators"),
}
_OF_PEOPLE: Mapping[str, Kind] = {
    "members": Kind("registered"),
    "active_people": Kind("active", within="registered"),
    "people_told": Kind("told"),
    "tips_heard": Kind("tips_heard", within="registered"),
    "tips_done": Kind("tips_done", within="tips_heard"),
    "questions_answered": _things("questions"),
}
_OF_COURSES: Mapping[str, Kind] = {
    "courses": _things("course_taught"),
    "course_starts": Kind("course_begun"),
    "course_completions": Kind("course_finished", within="course_begun"),
    "course_certificates": Kind("course_certified", within="course_finished"),
    "vet_enrolled": Kind("course_enrolled", within="course_begun"),
    "vet_finished": Kind("course_completed", within="course_enrolled"),
    "brochures_sent": _things("brochures"),
    "interest_in_results": Kind("interested", within="course_begun"),
    "downloads": _things("papers"),
}
_PEOPLE_TYPED = ("assisted_typed", "housed_people_typed", "cooperative_members", "one_to_one_people")
_NEWEST_TYPED = ("site_visits_typed", "social_typed", "readers_typed", "practice_quality", "grants_in_use")
_BY_HAND: Mapping[str, Kind] = {
    **{
        name: _things("added")
        for name in (
            "csos_trained",
            "csos_supported",
            "coalitions_held",
            "regional_meetings",
            "shadow_reports",
            "cooperatives",
            "institutions_typed",
            "families_typed",
            "articles_typed",
            "prizes_given",
            "shares",
            "good_practices",
            "sub_grants",
        )
    },
    **{name: Kind("added") for name in _PEOPLE_TYPED},
    **{name: _things("newest") for name in _NEWEST_TYPED},
    **{
        name: Kind("check", unit="check")
        for name in (
            "platform_online",
            "brochures",
            "final_meeting",
            "final_report",
            "tool_book",
            "outcomes_online_typed",
            "on_platform_typed",
        )
    },
}
KINDS: Mapping[str, Kind] = {**_OF_MEETINGS, **_OF_PEOPLE, **_OF_COURSES, **_BY_HAND}
"""Every kind by the name that a programme file uses."""

PARTS = ("unemployed", "youth", "disability")
"""Of whom staff may type a total, as people told it of their own will; it is never kept of one person."""
