"""Words of the console's settings."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "settings.menu": "Settings",
    "settings.title": "Settings",
    "settings.me": "Me",
    "settings.language": "Language of these pages",
    "settings.kept": "Kept.",
    "settings.sign_ins": "Where I am signed in",
    "settings.browser": "A browser",
    "settings.this_one": "this one",
    "settings.since": "since",
    "settings.end": "Sign out there",
    "settings.ended": "Signed out there.",
    "settings.set_up": "How Drom is set up",
    "settings.set_up_how": "Whoever runs the server changes this, in the programme file and the settings.",
    "settings.address": "Address",
}
