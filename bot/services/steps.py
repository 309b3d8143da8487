"""What is read off a step: the word that the inbox notes, and what may still be said to somebody who has left."""

from flows.core.values import Answer, Chosen, Command, Reply
from flows.core.walk import Step


def until_erased(replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """Keep what says that all is deleted; nothing is asked of somebody who has just left."""
    names = [reply.key for reply in replies]
    return replies[: names.index("settings.erased") + 1] if "settings.erased" in names else replies


def word(answer: Answer, step: Step) -> str:
    """Return what a message was: missed, ignored, old, command, again, chosen, said ..."""
    if not step.understood:
        return "missed"
    if not step.replies and step.todo is None:
        return "ignored"
    if isinstance(answer, Chosen) and step.replies and step.replies[0].key == "common.old_button":
        return "old"
    if isinstance(answer, Command):
        return "again" if answer.name == "again" else "command"
    return type(answer).__name__.lower()
