"""Words of the console's page about sending."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "sending.menu": "Sending",
    "sending.title": "Sending",
    "sending.channels": "Messengers",
    "sending.well": "Works well",
    "sending.down": "Does not answer now",
    "sending.blocked": "Asked us to wait {n} seconds",
    "sending.slowed": "Sends slowly",
    "sending.other_process": "Another process sends",
    "sending.on_the_way": "On the way now",
    "sending.lane.reply": "Replies",
    "sending.lane.notice": "Notices",
    "sending.lane.announcement": "Announcements",
    "sending.oldest": "the oldest since",
    "sending.letters": "May not have arrived",
    "sending.letters_how": "Send it again if it still matters: it may come twice. Give it up if it does not.",
    "sending.no_letters": "Every message arrived or is on its way.",
    "sending.retry": "Send again",
    "sending.discard": "Give it up",
    "sending.retried": "It is sent again.",
    "sending.discarded": "Given up.",
    "sending.calls_how": "No message reaches them. Call, then take them off the list.",
    "sending.was_called": "Called",
    "sending.called": "Off the list.",
    "sending.why.stopped": "stopped messages",
    "sending.why.unreachable": "cannot be reached",
    "sending.why.paused": "paused messages",
    "sending.why.consent": "must first agree to what Drom keeps, which has changed",
    "sending.why.template": "no approved knock in their language",
}
