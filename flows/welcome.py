"""The first meeting: who is talking, what is kept and never asked, and a yes or no to it."""

from flows.core import Choose, Do, End, Flow, Option, Tell

KEPT = (
    "I keep your first name, town, country, work and language.",
    "I never ask religion, origin, ID or home address.",
    "Only our team sees it. You can delete it anytime.",
    "Donors get numbers from us, not your name.",
)
"""What somebody agrees to, in parts of at most 12 words: it stands in one message with the question."""

WELCOME = Flow(
    name="welcome",
    version=2,
    start="who",
    states=(
        Do(
            "who",
            action="newcomer",
            outcomes={
                "guest": "hello",
                "declined": "consent",
                "joining": "register",
                "member": "menu",
                "again": "again",
            },
        ),
        Tell("again", say="What I keep has changed. I ask you again.", next="consent"),
        Tell("hello", say="Hi! I am a robot helper from {organisation}.", next="voice"),
        Do("voice", action="has_voice", outcomes={"yes": "talk", "no": "why"}),
        Choose(
            "talk",
            say="How shall I talk to you?",
            options=(
                Option("both", "🔊 Voice + card", next="save_talk"),
                Option("text", "📝 Text only", next="save_talk"),
                Option("voice", "🎧 Voice only", next="save_talk"),
                Option("skip", "⏭️ Skip", next="why"),
            ),
            told=("both", "text", "voice"),
        ),
        Do("save_talk", action="set_talk", outcomes={"saved": "why"}),
        Choose(
            "why",
            say="I help small businesses save money and stay green.",
            options=(
                Option("next", "▶️ Next", next="consent"),
                Option("person", "🙋 Person", command="help"),
            ),
        ),
        Choose(
            "consent",
            say="\n".join((*KEPT, "Is this okay for you?")),
            options=(
                Option("yes", "👍 Yes", next="save_yes"),
                Option("no", "👎 No", next="save_no"),
                Option("person", "🙋 Ask a person", command="help"),
            ),
        ),
        Do("save_yes", action="consent_keep", outcomes={"saved": "push"}),
        Do("save_no", action="consent_lite", outcomes={"saved": "lite", "member": "forget"}),
        Choose(
            "forget",
            say="Then I forget your name, town and work. Okay?",
            options=(
                Option("yes", "👍 Yes", next="withdraw", careful=True),
                Option("no", "👎 No", next="consent"),
            ),
        ),
        Do("withdraw", action="consent_withdraw", outcomes={"saved": "lite"}, final=True),
        End("lite", say="Okay. I keep no name. Ask me anytime for tips, meetings.", then="menu", alone=True),
        Choose(
            "push",
            say="May I send you meeting reminders and tips?",
            options=(
                Option("yes", "👍 Yes", next="save_push"),
                Option("no", "👎 No", next="save_push"),
            ),
        ),
        Do("save_push", action="consent_push", outcomes={"saved": "register"}),
        End("register", then="registration"),
        End("menu", then="menu"),
    ),
    moved=dict.fromkeys(("keep", "never", "team", "count"), "consent"),
)
