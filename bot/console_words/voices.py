"""Words of the console's pages about recorded voices."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "voices.menu": "Voices",
    "voices.title": "Recorded voices",
    "voices.how": "What people have recorded is heard at once; the rest is said by a machine, or only written. "
    "What is heard most comes first.",
    "voices.done": "{done} of {total} recorded: {percent} % of what people hear",
    "voices.dialect.arli": "Arli",
    "voices.dialect.gurbet": "Gurbet",
    "voices.dialect.other": "Other dialect",
    "voices.stay": "When you leave us, may your voice stay here?",
    "voices.stay_how": "If not, all that you record is deleted together with what Drom knows about you.",
    "voices.stays": "Yes: what you record stays when you leave, and may go into voice packs.",
    "voices.goes": "No: what you record is deleted when you leave.",
    "voices.stays_do": "Let it stay",
    "voices.goes_do": "Delete it when I leave",
    "voices.stay_kept": "Kept. It counts for all that you have recorded.",
    "voices.which.missing": "Not recorded yet",
    "voices.which.recorded": "Recorded",
    "voices.which.stale": "Not said any more",
    "voices.screens": "Heard on {n} screens",
    "voices.screens.one": "Heard on {n} screen",
    "voices.machine": "A machine says it now:",
    "voices.record": "Record",
    "voices.file": "Send a sound file",
    "voices.file_kind": "OGG or MP3, 20 seconds at most",
    "voices.nothing": "Record something or choose a file first.",
    "voices.long": "This is too long: {seconds} seconds at most.",
    "voices.kind": "This sound cannot be joined with others. Use OGG or MP3.",
    "voices.changed": "Nobody says these words any more. Look at the page again.",
    "voices.kept": "Kept. It is heard within seconds.",
    "voices.delete": "Delete the recording",
    "voices.delete_sure": "The recording goes for ever, with every voice note in which it may sound.",
    "voices.deleted": "Deleted. Voice notes are made again without it.",
}
"""What these pages say, in English."""
