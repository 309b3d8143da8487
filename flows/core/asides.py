"""What Drom may say in any state of any flow; English, under the context ``common.<name>``."""

ASIDES = {
    "miss1": "Sorry, I did not understand. Tap one, or send the number.",
    "miss1_free": "Sorry, I did not understand. Speak 🎤 or write.",
    "miss2": "No problem. Tap a picture, or speak 🎤.",
    "old_button": "That card is old. Here is the new one.",
    "recap": "Now back to where we were.",
    "which": "Which one do you mean?",
    "not_this": "I cannot use this. Send a voice note or a photo.",
    "changed": "I have changed a little. Here is the menu.",
    "broken": "Something went wrong here. A person will look at it.",
    "media_big": "This file is too big. Send a shorter one.",
    "media_long": "This is too long. Speak for a shorter time.",
    "media_type": "I cannot open this file. Send a voice note or photo.",
    "media_broken": "This file did not arrive well. Please send it again.",
    "media_many": "Many files today. Please send more tomorrow.",
    "answer": "A person answers you:",
    "team": "Welcome to the team.",
    "link_old": "This link is used or too old. Ask for a new one.",
    "more": "➡️ More",
    "opener": "👉 Choose",
    "spoken": "🎤 your voice",
    "door_open": "Welcome! You are on the list.",
    "door_shut": "This door is not open now.",
    "door_join": "Join first. Then scan the code again.",
    "locked": "You were silent for long. The staff menu is closed.",
    "agreed": "Somebody agreed. The people are invited now.",
    "not_agreed": "Somebody did not agree. Nobody is invited.",
    "question_unopened": "I could not open your question. Please ask it again.",
    "question_closed": "Our team closed your question. Ask me anytime.",
    "slot_list": "Who comes to you today:",
    "claim_over": "The question you took is closed. Thank you!",
    "claim_lapsed": "One day has passed. Another mentor gets this question.",
    "stand_waiting": "a mentor is looked for",
    "stand_words": "a helper writes it",
    "stand_taken": "a mentor has it",
    "stand_team": "our team looks at it",
    "stand_answered": "it is answered",
    "meeting_info": "ℹ️ Info session",
    "meeting_training": "🎓 Training",
    "meeting_coaching": "🎯 Coaching",
    "meeting_dinner": "🍽️ Dinner",
    "meeting_mentor": "👩‍🏫 Mentor day",
    "meeting_conference": "🏛️ Conference",
    "meeting_coordinators": "🧭 Coordinators",
    "meeting_online": "💻 Online",
    "paper_certificate": "Certificate",
    "paper_finished": "for finishing the course",
    "paper_date": "Date",
    "paper_number": "Number",
}


def key(name: str) -> str:
    """Return the context of an aside; raises KeyError for one that does not exist."""
    if name not in ASIDES:
        raise KeyError(name)
    return f"common.{name}"
