"""The conversation engine: values in, values out; it never knows a channel, a language, a database or the time."""

from flows.core.flow import Book, Flow, FlowDefect
from flows.core.parsers import Parser, PersonName, PlaceName
from flows.core.states import NO_NUMBER, Ask, Branch, Choose, Do, End, Option, Pick, State, Tell

__all__ = [
    "NO_NUMBER",
    "Ask",
    "Book",
    "Branch",
    "Choose",
    "Do",
    "End",
    "Flow",
    "FlowDefect",
    "Option",
    "Parser",
    "PersonName",
    "Pick",
    "PlaceName",
    "State",
    "Tell",
]
