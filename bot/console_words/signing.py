"""Words of signing in to the console."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "signing.title": "Sign in",
    "signing.how": "Write to Drom in your own chat: open the menu, then Staff, then Console. "
    "Drom sends you a link that works once, for ten minutes.",
    "signing.no_chat": "No chat at hand? Ask an administrator for a new link.",
    "signing.enter_title": "Go into the console",
    "signing.enter_how": "This link works once. It signs in this browser; do not use it on a borrowed phone.",
    "signing.enter": "Go in",
    "signing.bad": "This link was used, is too old or was never right. Ask Drom for a new one.",
    "signing.slow": "Too many wrong links came from here. Wait a quarter of an hour, then try again.",
    "signing.out": "You are signed out.",
    "signing.as_another": "Be somebody else",
    "signing.phones": "The phones",
    "signing.choose": "Choose which sample person you are.",
    "signing.idle": "After thirty silent minutes you are signed out by yourself.",
}
