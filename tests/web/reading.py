"""What in a page is more than words; it never knows which page."""

from html.parser import HTMLParser

FOREIGN = frozenset({"iframe", "object", "embed", "base", "style", "math", "template", "video"})
"""Elements that words of people would bring."""
OURS = ("/static/", "/console/")
"""Where scripts and pictures of our own are."""


class Reading(HTMLParser):
    """Reads a page; ``wrong`` are the elements and attributes that our own pages never have."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        told = {name: value or "" for name, value in attrs}
        mine = tag not in FOREIGN
        if tag in {"script", "img"}:
            mine = told.get("src", "").startswith(OURS)
        if tag == "form":
            mine = told.get("action", "/console").startswith("/console")
        if tag in {"link", "meta"}:
            mine = "evil" not in str(told)
        plain = not any(name.startswith("on") or name == "style" for name in told)
        led = [told.get(name, "") for name in ("href", "src", "action", "formaction")]
        if not mine or not plain or any(one.strip().lower().startswith(("javascript:", "data:")) for one in led):
            self.wrong.append(f"{tag} {told}")
