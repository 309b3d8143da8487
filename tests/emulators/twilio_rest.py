"""Twilio's REST routes over one account's messages and templates; it never posts to a bot."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from tests.emulators.server import Answer
from tests.emulators.twilio_content import Template, approval, ask_approval, judge, new_template
from tests.emulators.twilio_messages import Media, Message, matches, new_message
from tests.emulators.twilio_refusals import Refusal

Fields = Mapping[str, Any]
Route = Callable[["Account", dict[str, str], Fields], Answer]


def new_sid(kind: str) -> str:
    """Return a new id: two letters and 32 hexadecimal digits."""
    return kind + uuid.uuid4().hex


@dataclass(slots=True)
class Account:
    """What Twilio keeps of one account; ``address`` is the base URL, ``store`` that of the host with the media.

    ``send`` is called with each message that was taken; ``opted_out`` are addresses that said STOP. ``states`` is what
    WhatsApp says of templates by name, ``rejected`` are names that it will never take again.
    """

    sid: str
    send: Callable[[Message], None]
    address: str = ""
    store: str = ""
    approve: bool = False
    states: dict[str, str] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    opted_out: set[str] = field(default_factory=set)
    messages: dict[str, Message] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)

    def message(self, sid: str) -> Message:
        """Return a message; raises ``Refusal`` where there is none."""
        if sid not in self.messages:
            raise Refusal(404, 20404, "The requested resource was not found")
        return self.messages[sid]

    def media(self, given: dict[str, str]) -> Media:
        """Return a file of a message; raises ``Refusal`` where there is none."""
        for media in self.message(given["sid"]).media:
            if media.sid == given["media"]:
                return media
        raise Refusal(404, 20404, "The requested resource was not found")

    def template(self, sid: str) -> Template:
        """Return a template; raises ``Refusal`` where there is none."""
        if sid not in self.templates:
            raise Refusal(404, 20404, "The requested resource was not found")
        return self.templates[sid]

    def shown(self, message: Message, status: int = 200) -> Answer:
        """Answer with a message."""
        return Answer.of(message.to_json(self.sid), status)


def send_message(account: Account, _: dict[str, str], fields: Fields) -> Answer:
    message = new_message(new_sid("SM"), fields, account.templates)
    if message.to in account.opted_out:
        raise Refusal(400, 21610, "Attempt to send to unsubscribed recipient")
    account.messages[message.sid] = message
    answer = account.shown(message, 201)
    account.send(message)
    return answer


def list_messages(account: Account, _: dict[str, str], fields: Fields) -> Answer:
    """List the newest first, by pages; a page's token is the last message that was shown."""
    asked = {name: str(value) for name, value in fields.items() if name in ("To", "From") or "DateSent" in name}
    size, start = int(fields.get("PageSize", 50)), int(fields.get("Page", 0))
    found = [one for one in reversed(account.messages.values()) if matches(one, asked)]
    if token := str(fields.get("PageToken", "")).removeprefix("PA"):
        sids = [one.sid for one in found]
        found = found[sids.index(token) + 1 :] if token in sids else []
    page = found[:size]
    path = f"/2010-04-01/Accounts/{account.sid}/Messages.json"
    following = {**asked, "PageSize": size, "Page": start + 1, "PageToken": f"PA{page[-1].sid}"} if page else {}
    return Answer.of(
        {
            "messages": [one.to_json(account.sid) for one in page],
            "page": start,
            "page_size": size,
            "first_page_uri": f"{path}?{urlencode({**asked, 'PageSize': size, 'Page': 0})}",
            "next_page_uri": f"{path}?{urlencode(following)}" if len(found) > size else None,
            "uri": path,
        }
    )


def fetch_message(account: Account, given: dict[str, str], _: Fields) -> Answer:
    return account.shown(account.message(given["sid"]))


def change_message(account: Account, given: dict[str, str], fields: Fields) -> Answer:
    """Empty a text, or cancel; nothing else of a message can be changed."""
    message = account.message(given["sid"])
    if fields.get("Body") == "":
        if not message.finished:
            raise Refusal(400, 20009, "Cannot change a message that is not complete")
        message.body = ""
    if fields.get("Status") == "canceled":
        message.status = "canceled"
    return account.shown(message)


def delete_message(account: Account, given: dict[str, str], _: Fields) -> Answer:
    if not account.message(given["sid"]).finished:
        raise Refusal(409, 20009, "Cannot delete a message that is not complete")
    del account.messages[given["sid"]]
    return Answer(204)


def list_media(account: Account, given: dict[str, str], _: Fields) -> Answer:
    found = [
        {"sid": one.sid, "content_type": one.content_type, "parent_sid": given["sid"]}
        for one in account.message(given["sid"]).media
    ]
    return Answer.of({"media_list": found, "next_page_uri": None, "page_size": 50})


def fetch_media(account: Account, given: dict[str, str], _: Fields) -> Answer:
    media = account.media(given)
    return Answer(307, headers=(("Location", f"{account.store}/{given['sid']}/{media.sid}"),))


def delete_media(account: Account, given: dict[str, str], _: Fields) -> Answer:
    account.message(given["sid"]).media.remove(account.media(given))
    return Answer(204)


def create_content(account: Account, _: dict[str, str], fields: Fields) -> Answer:
    template = new_template(new_sid("HX"), dict(fields))
    account.templates[template.sid] = template
    return Answer.of(template.to_json(account.address, account.sid), 201)


def list_content(account: Account, _: dict[str, str], fields: Fields) -> Answer:
    size, page = int(fields.get("PageSize", 50)), int(fields.get("Page", 0))
    found = [
        one.to_json(account.address, account.sid)
        for one in islice(account.templates.values(), size * page, size * (page + 1))
    ]
    more = len(account.templates) > size * (page + 1)
    after = f"{account.address}/v1/Content?{urlencode({'PageSize': size, 'Page': page + 1})}" if more else None
    meta = {"page": page, "page_size": size, "key": "contents", "next_page_url": after}
    return Answer.of({"contents": found, "meta": meta})


def fetch_content(account: Account, given: dict[str, str], _: Fields) -> Answer:
    return Answer.of(account.template(given["sid"]).to_json(account.address, account.sid))


def delete_content(account: Account, given: dict[str, str], _: Fields) -> Answer:
    del account.templates[account.template(given["sid"]).sid]
    return Answer(204)


def request_approval(account: Account, given: dict[str, str], fields: Fields) -> Answer:
    template = account.template(given["sid"])
    if str(fields.get("name", "")) in account.rejected:
        raise Refusal(400, 20001, "a rejected name cannot be used again")
    answer = Answer.of(ask_approval(template, dict(fields)), 201)
    judge(template, account.states.get(template.name) or ("approved" if account.approve else template.approval))
    if template.approval == "rejected":
        account.rejected.add(template.name)
    return answer


def fetch_approval(account: Account, given: dict[str, str], _: Fields) -> Answer:
    template = account.template(given["sid"])
    return Answer.of({"sid": template.sid, "account_sid": account.sid, "whatsapp": approval(template)})


def show_typing(account: Account, _: dict[str, str], fields: Fields) -> Answer:
    account.message(str(fields.get("messageId", "")))
    return Answer.of({"success": True})


_MESSAGES = r"/2010-04-01/Accounts/AC\w{32}/Messages"
_ONE = rf"{_MESSAGES}/(?P<sid>\w+)"
_MEDIA = rf"{_ONE}/Media/(?P<media>\w+)"
_CONTENT = r"/v1/Content/(?P<sid>HX\w{32})"

ROUTES: tuple[tuple[str, re.Pattern[str], str, Route], ...] = tuple(
    (verb, re.compile(pattern), name, route)
    for verb, pattern, name, route in (
        ("POST", rf"{_MESSAGES}\.json", "sendmessage", send_message),
        ("GET", rf"{_MESSAGES}\.json", "listmessages", list_messages),
        ("GET", rf"{_ONE}\.json", "fetchmessage", fetch_message),
        ("POST", rf"{_ONE}\.json", "changemessage", change_message),
        ("DELETE", rf"{_ONE}\.json", "deletemessage", delete_message),
        ("GET", rf"{_ONE}/Media\.json", "listmedia", list_media),
        ("GET", _MEDIA, "fetchmedia", fetch_media),
        ("DELETE", rf"{_MEDIA}(\.json)?", "deletemedia", delete_media),
        ("POST", "/v1/Content", "createcontent", create_content),
        ("GET", "/v1/Content", "listcontent", list_content),
        ("GET", _CONTENT, "fetchcontent", fetch_content),
        ("DELETE", _CONTENT, "deletecontent", delete_content),
        ("POST", rf"{_CONTENT}/ApprovalRequests/whatsapp", "askapproval", request_approval),
        ("GET", rf"{_CONTENT}/ApprovalRequests", "fetchapproval", fetch_approval),
        ("POST", r"/v2/Indicators/Typing\.json", "typing", show_typing),
    )
)
"""Verb, whole path, the method's name in the journal and the knobs, and what answers it."""
