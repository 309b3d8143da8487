"""Every action that flows name, put together; it never knows where anything is stored or sent."""

from collections.abc import Callable

from bot.services import (
    advice_talk,
    ask_talk,
    booking_talk,
    certificates,
    course_talk,
    entering,
    helpdesk_heard_talk,
    helpdesk_questions_talk,
    helpdesk_talk,
    lite,
    meeting_door_talk,
    meeting_feedback_talk,
    meeting_staff_talk,
    meeting_talk,
    mentor_talk,
    moderate_talk,
    noticing,
    onboarding,
    preferences,
    privacy,
    record_talk,
    share_talk,
    staff_door_talk,
    staff_group_talk,
    staff_invite_talk,
    staff_more_talk,
    staff_new_talk,
    staff_place_talk,
    staff_seats_talk,
    staff_send_talk,
    staff_sent_talk,
    story_talk,
    tickets,
    tip_talk,
    translation_talk,
)
from bot.services.helpdesk import HelpDesk
from bot.services.record_talk import NO_STUDIO, Studio
from bot.services.turn import Actions


def _nobody() -> HelpDesk:
    raise LookupError("there is no help desk")


def actions(
    delete_files: lite.DeleteFiles,
    drop_papers: lite.DropPapers = lambda numbers: None,
    address: str = "",
    desk: Callable[[], HelpDesk] = _nobody,
    speaks: Callable[[], bool] = lambda: False,
    studio: Studio = NO_STUDIO,
) -> Actions:
    """Return every action that flows name; ``address`` is where browsers find Drom, ``desk`` gives the help desk.

    ``speaks`` tells whether Drom has a voice; ``studio`` is what recording voices works with.

    Raises ValueError where two have one name.
    """
    asked: tuple[Actions, ...] = (onboarding.ACTIONS, preferences.ACTIONS, tickets.ACTIONS, noticing.ACTIONS)
    asked += (preferences.voice_actions(speaks), meeting_talk.ACTIONS, meeting_door_talk.ACTIONS)
    asked += (meeting_feedback_talk.ACTIONS,)
    team = (meeting_staff_talk, staff_new_talk, staff_place_talk, staff_seats_talk, staff_invite_talk, staff_door_talk)
    told = (staff_more_talk, staff_send_talk, staff_sent_talk, staff_group_talk)
    mentors = (ask_talk, share_talk, mentor_talk, booking_talk, translation_talk, advice_talk)
    moderated = (story_talk, moderate_talk)
    talks = (*(one.ACTIONS for one in (*team, *told, *mentors, *moderated)), entering.actions(address))
    green = (tip_talk.actions(), course_talk.ACTIONS, certificates.ACTIONS)
    desks = (helpdesk_talk, helpdesk_heard_talk, helpdesk_questions_talk)
    helped = (*(one.actions(desk) for one in desks), record_talk.actions(studio))
    parts = (*asked, *talks, *green, *helped, lite.actions(delete_files, drop_papers), privacy.actions(delete_files))
    found = {name: action for part in parts for name, action in part.items()}
    if len(found) != sum(len(part) for part in parts):
        raise ValueError("two actions have one name")
    return found
