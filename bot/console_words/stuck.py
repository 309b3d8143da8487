"""Words of the stuck radar."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "stuck.menu": "Stuck",
    "stuck.title": "Who is stuck",
    "stuck.intro": "People whom Drom does not help on. Look at their screen and tap for them.",
    "stuck.nobody": "Nobody is stuck.",
    "stuck.missed": "Not understood twice",
    "stuck.joining": "Stopped while joining",
    "stuck.unheard": "Voice note not heard",
    "stuck.no_name": "No name yet",
    "stuck.screen": "Show their screen",
    "stuck.ticket": "Listen and answer",
    "stuck.one_title": "Their screen",
    "stuck.one_intro": "This is what they see, in their language. What you tap counts as their answer.",
    "stuck.below": "Below it waits:",
    "stuck.no_screen": "No screen is open.",
    "stuck.free": "They can also speak or write here.",
    "stuck.tapped": "Tapped. They have the next screen now.",
    "stuck.tapped_silent": "Tapped. Their messenger does not answer now; the next screen goes when it does.",
    "stuck.tapped_waits": "Tapped. The next screen goes when their night or their pause is over.",
    "stuck.tapped_knock": "Tapped. Drom knocks; the next screen goes when they tap.",
    "stuck.tapped_parked": "Tapped. The next screen goes when they write next.",
    "stuck.tapped_call": "Tapped, but no message reaches them now: please call.",
    "stuck.moved": "They have moved on by themselves. This is their screen now.",
    "stuck.back": "All who are stuck",
    "stuck.most": "These are the newest. There may be more.",
}
