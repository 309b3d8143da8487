"""Words of the console's page about words."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "words.menu": "Words",
    "words.title": "Words",
    "words.how": "What Drom says in each language, and what no native reader has confirmed yet. "
    "Corrections go into the catalogues; whoever runs the server puts them in.",
    "words.all": "Entries",
    "words.reviewed": "Confirmed",
    "words.chained": "Left to another language",
    "words.which": "Which",
    "words.whose": "Who reads them",
    "words.of.people": "Members and mentors",
    "words.of.staff": "Staff, in this console",
    "words.state.missing": "Missing",
    "words.state.draft": "Draft",
    "words.state.stale": "The English has changed",
    "words.show": "Show",
    "words.all_well": "Nothing of this kind.",
}
