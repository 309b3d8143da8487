"""Everything Drom says and what may follow: the book of all flows, made of data and the standard library only."""

from flows.advice import ADVICE
from flows.announcement import ANNOUNCEMENT
from flows.ask import ASK
from flows.core import Book
from flows.course import COURSE
from flows.helpdesk import HELPDESK
from flows.interruptions import HEARD, HELP, PHOTO, RESUME, SPEAKING, STOP, STUCK, TICKET
from flows.language import LANGUAGE
from flows.meetings import MEETING
from flows.mentor import QUESTION
from flows.menu import MENU
from flows.moderate import MODERATE
from flows.record import RECORD
from flows.registration import REGISTRATION
from flows.settings import SETTINGS
from flows.slots import SLOT, SLOT_MENTOR
from flows.staff import STAFF
from flows.staff_groups import GROUP
from flows.staff_invite import PROPOSAL
from flows.staff_new import NEW_MEETING
from flows.staff_send import SEND
from flows.stories import STORY
from flows.team import JOINED
from flows.tips import TIP
from flows.translation import TRANSLATION
from flows.welcome import WELCOME

MEMBERS = (LANGUAGE, WELCOME, REGISTRATION, MENU, MEETING, TIP, STORY, COURSE, ASK, SLOT, SETTINGS)
MENTORS = (QUESTION, SLOT_MENTOR, TRANSLATION, JOINED)
TEAM = (STAFF, NEW_MEETING, PROPOSAL, ADVICE, MODERATE, SEND, ANNOUNCEMENT, GROUP, HELPDESK, RECORD)
ANYWHERE = (HELP, STUCK, HEARD, PHOTO, RESUME, TICKET, SPEAKING, STOP)

BOOK = Book((*MEMBERS, *MENTORS, *TEAM, *ANYWHERE))
"""All flows of this version."""
