"""How Twilio says no: an HTTP status, an error code of its own and a sentence."""

from tests.emulators.server import Answer


class Refusal(Exception):
    """A request that is not carried out."""

    def __init__(self, status: int, code: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.code = code
        self.words = words

    def answer(self) -> Answer:
        """Return Twilio's body for it."""
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return Answer.of(
            {"code": self.code, "message": self.words, "more_info": more, "status": self.status}, self.status
        )
