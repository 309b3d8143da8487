"""Choosing a language, and letters where a language has two."""

from flows.core import Choose, Do, End, Flow, Option

LANGUAGE = Flow(
    name="language",
    version=1,
    start="which",
    interrupts=True,
    states=(
        Choose(
            "which",
            say="Choose your language 🗣️",
            options=(
                Option("sq", "Shqip", next="save"),
                Option("rom", "Romanes", next="save"),
                Option("sr", "Srpski", next="serbian"),
                Option("mk", "Македонски", next="save"),
                Option("en", "English", next="save"),
            ),
        ),
        Do("serbian", action="set_language", outcomes={"saved": "letters"}),
        Choose(
            "letters",
            say="Which letters do you read?",
            options=(
                Option("sr_latn", "Latinica", next="save"),
                Option("sr_cyrl", "Ћирилица", next="save"),
            ),
        ),
        Do("save", action="set_language", outcomes={"saved": "done"}),
        End("done", then="welcome"),
    ),
)
