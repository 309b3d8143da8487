"""What somebody tells others of tips: how each story stands, and taking it back."""

from flows.core import Choose, Do, End, Flow, Option, Pick

STORY = Flow(
    name="story",
    version=1,
    start="find",
    states=(
        Do("find", action="story_mine", outcomes={"found": "mine", "none": "none"}),
        Pick("mine", say="Your stories. Tap one.", next="look"),
        End("none", say="You share no story now."),
        Do(
            "look",
            action="story_look",
            outcomes={"found": "one", "gone": "none"},
            gives=("id", "number", "stand"),
        ),
        Choose(
            "one",
            say="Your story {number}: {stand}.",
            options=(
                Option("keep", "◀️ Keep", next="kept"),
                Option("take_back", "❌ Take back", next="take_back", careful=True),
            ),
        ),
        End("kept", say="Okay. It stays."),
        Do("take_back", action="tip_take_back", outcomes={"taken": "taken", "none": "taken"}),
        End("taken", say="Okay. Nobody else hears it."),
    ),
)
