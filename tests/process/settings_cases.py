"""Settings for tests to set, and what is wrong with them."""

from typing import Any

from bot.settings import SettingsDefect, read

TOKEN, HOOK_SECRET = "123456:abcdefgh_IJKL", "a-secret-of-sixteen"
TELEGRAM = {"TELEGRAM_TOKEN": TOKEN}
TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "auth-token",
    "TWILIO_FROM": "whatsapp:+38344123456",
    "PUBLIC_URL": "https://bot.example.org",
}


def wrong(**given: Any) -> list[str]:
    """Return the lines that tell what is wrong; none where all is well."""
    try:
        read(**given)
    except SettingsDefect as defect:
        return str(defect).splitlines()
    return []
