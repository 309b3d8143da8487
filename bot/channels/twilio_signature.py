"""Whether a form post really is Twilio's; it never knows what the form says or where it goes."""

import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from twilio import request_validator

_twilio: Any = request_validator
"""The SDK's module, which has no types."""


class TwilioSignature:
    """Checks ``X-Twilio-Signature`` over the public address, never over what a proxy or a stranger says it is.

    Twilio signs with one token; two are taken while it is being changed. It signs an address with or without its
    port, so both are tried.
    """

    def __init__(self, tokens: Sequence[str], public_url: str) -> None:
        """``tokens`` are the account's auth tokens, the newest first; raises ValueError without one."""
        if not all(tokens) or not tokens or not public_url:
            raise ValueError("WhatsApp needs DROM_TWILIO_AUTH_TOKEN and DROM_PUBLIC_URL")
        self._validators = [_twilio.RequestValidator(token) for token in tokens]
        self._base = public_url.rstrip("/")

    def genuine(self, target: str, form: Mapping[str, Sequence[str]], signature: str) -> bool:
        """Say whether a post to ``target`` (path and query as they came) with all its values bears our signature."""
        address = urlsplit(self._base + target)
        given = signature.encode("utf-8", "surrogateescape")
        found = False
        for validator in self._validators:
            for url in (_twilio.remove_port(address), _twilio.add_port(address)):
                made = validator.compute_signature(url, _Fields(form))
                found |= hmac.compare_digest(made.encode(), given)
        return found


class _Fields(dict[str, Sequence[str]]):
    """A form as the validator reads it: every value of a name, blank ones too."""

    def getlist(self, name: str) -> Sequence[str]:
        """Return every value of a name."""
        return self[name]
