"""What each page of the console shows and what its forms do, as a browser without scripts sees it."""

import re
from datetime import timedelta

import httpx

from bot.services import audience
from bot.services.staff import OPERATOR
from storage import tables
from storage.audiences import Audience
from tests.house import Guest
from tests.meetings.guests import dinner
from tests.services.sample import programme
from tests.web.console_house import Console, contact_of, follow, ticket_of


async def test_today_says_what_waits(drom: Console, browser: httpx.AsyncClient) -> None:
    assert "Nobody waits" in (await browser.get("/console")).text
    await ticket_of(drom, "My stall is closed")
    page = (await browser.get("/console")).text
    assert "My stall is closed" in page
    assert "Nobody waits" not in page


async def test_a_ticket_is_taken_given_laid_aside_and_noted(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await ticket_of(drom)
    path = f"/console/tickets/{number}"
    assert "You look after it now." in await follow(browser, await browser.post(f"{path}/take"))
    assert "Ana" in (await browser.get("/console/tickets?which=mine")).text
    helper = str(drom.person["helper"])
    page = await follow(browser, await browser.post(f"{path}/give", data={"person": helper}))
    assert "Helper" in page
    assert "Nobody waits" in (await browser.get("/console/tickets?which=mine")).text
    await follow(browser, await browser.post(f"{path}/note", data={"note": "Calls <b>back</b> on Monday"}))
    page = (await browser.get(path)).text
    assert "Calls &lt;b&gt;back&lt;/b&gt; on Monday" in page
    assert "Laid aside." in await follow(browser, await browser.post(f"{path}/rest", data={"rest": "day"}))
    assert "Ana" not in (await browser.get("/console/tickets")).text
    assert "Ana" in (await browser.get("/console/tickets?which=later")).text
    await drom.house.move(timedelta(days=1, minutes=1))
    async with await drom.signed_in("ours") as later:
        assert "Ana" in (await later.get("/console/tickets")).text
    acts = [row["act"] for row in await drom.house.rows(tables.log)]
    assert [act for act in acts if act.startswith(("ticket", "note"))] == [
        *("ticket_assigned", "ticket_assigned", "note_written", "ticket_laid_aside")
    ]


async def test_a_ticket_is_given_only_to_who_may_answer_it(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await ticket_of(drom)
    for name in ("mentor", "theirs", "abroad"):
        answer = await browser.post(f"/console/tickets/{number}/give", data={"person": str(drom.person[name])})
        assert answer.status_code == 409
    assert await drom.house.rows(tables.assignment) == []


async def test_an_answer_reaches_the_person(drom: Console, browser: httpx.AsyncClient) -> None:
    guest = Guest(drom.house)
    await guest.register()
    await guest.write("help")
    number = (await drom.house.rows(tables.ticket))[-1]["id"]
    empty = await browser.post(f"/console/tickets/{number}/answer", data={"text": "  "})
    assert (empty.status_code, "Write something first." in empty.text) == (422, True)
    page = await follow(browser, await browser.post(f"/console/tickets/{number}/answer", data={"text": "I call you."}))
    assert "Sent." in page
    await drom.house.quiet()
    assert "I call you." in [part.text for part in drom.house.heard(guest.box, guest.address)]
    assert "Answered" in page
    again = await browser.post(f"/console/tickets/{number}/answer", data={"text": "Twice"})
    assert again.status_code == 404, "an answered ticket waits no more"


async def test_an_answer_goes_at_its_time(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await ticket_of(drom)
    wrong = await browser.post(f"/console/tickets/{number}/answer", data={"text": "Kept words", "at": "soon"})
    assert (wrong.status_code, "Choose a day and a time." in wrong.text) == (422, True)
    assert "Kept words" in wrong.text
    sent = {"text": "Kept words", "at": "2026-06-16T18:00"}
    assert "Kept for that time." in await follow(
        browser, await browser.post(f"/console/tickets/{number}/answer", data=sent)
    )


async def test_staff_tap_for_somebody_who_is_stuck(drom: Console, browser: httpx.AsyncClient) -> None:
    guest = Guest(drom.house)
    await guest.join()
    await guest.write("help")
    number = (await drom.house.rows(tables.ticket))[-1]["id"]
    page = (await browser.get(f"/console/tickets/{number}")).text
    assert "The screen they see now" in page
    shown = re.search(r'name="value" value="(\w+)"><bdi dir="auto">⏭️ Skip', page)
    assert shown is not None
    await follow(browser, await browser.post(f"/console/tickets/{number}/tap", data={"value": shown[1]}))
    assert await guest.at() != "registration.name"
    wrong = await browser.post(f"/console/tickets/{number}/tap", data={"value": "nothing"})
    assert wrong.status_code in {404, 409}


async def test_staff_read_why_some_choices_are_not_theirs(drom: Console, browser: httpx.AsyncClient) -> None:
    guest, why = Guest(drom.house), "What is missing here is only theirs to tap"
    await guest.join()
    await guest.write("help")
    contact, number = await guest.contact(), (await drom.house.rows(tables.ticket))[-1]["id"]
    pages = f"/console/tickets/{number}", f"/console/people/{contact.id}", f"/console/stuck/{contact.id}"
    for path in pages:
        assert why not in (await browser.get(path)).text, path
    await guest.write("menu")
    assert await guest.at() == "menu.joining", "where the settings are"
    for path in pages:
        assert why in (await browser.get(path)).text, path


async def test_staff_tap_only_on_the_screen_that_they_saw(drom: Console, browser: httpx.AsyncClient) -> None:
    guest = Guest(drom.house)
    await guest.join()
    await guest.write("help")
    number = (await drom.house.rows(tables.ticket))[-1]["id"]
    page = (await browser.get(f"/console/tickets/{number}")).text
    shown = re.search(r'name="value" value="(\w+)"><bdi dir="auto">⏭️ Skip', page)
    assert shown is not None
    await guest.write("Ana")
    late = await browser.post(f"/console/tickets/{number}/tap", data={"value": shown[1]})
    assert (late.status_code, "They have moved on by themselves." in late.text) == (422, True)
    assert await guest.at() == "registration.name_ok"


async def test_staff_tap_on_the_page_of_a_person_only_what_they_saw(drom: Console, browser: httpx.AsyncClient) -> None:
    guest, skip = Guest(drom.house), r'name="value" value="(\w+)"><bdi dir="auto">⏭️ Skip'
    await guest.join()
    await guest.write("help")
    contact, ticket = await guest.contact(), (await drom.house.rows(tables.ticket))[-1]["id"]
    assert contact.id == ticket, "or their pages would differ anyway"
    shown = re.search(skip, (await browser.get(f"/console/people/{contact.id}")).text)
    other = re.search(skip, (await browser.get(f"/console/tickets/{ticket}")).text)
    assert shown is not None
    assert other is not None
    late = await browser.post(f"/console/people/{contact.id}/tap", data={"value": other[1]})
    assert (late.status_code, "They have moved on by themselves." in late.text) == (422, True)
    assert await guest.at() == "registration.name"
    await follow(browser, await browser.post(f"/console/people/{contact.id}/tap", data={"value": shown[1]}))
    moved = await guest.at()
    assert moved != "registration.name"
    late = await browser.post(f"/console/people/{contact.id}/tap", data={"value": shown[1]})
    assert (late.status_code, "They have moved on by themselves." in late.text) == (422, True)
    assert await guest.at() == moved


async def test_staff_answer_the_card_that_somebody_spoke_to(drom: Console, browser: httpx.AsyncClient) -> None:
    guest, now = Guest(drom.house), drom.house.clock.now()
    await guest.register()
    await guest.write("menu")
    await drom.house.run(lambda c: audience.invite(c, OPERATOR, programme(), dinner(c, now), Audience(), now))
    for _ in range(2):
        await drom.house.move(timedelta(seconds=2))
    await guest.say()
    number = (await drom.house.rows(tables.ticket))[-1]["id"]
    page = (await browser.get(f"/console/tickets/{number}")).text
    assert page.index("The card that they spoke to") < page.index("The screen they see now")
    shown = re.search(r'name="value" value="(\w+)"><bdi dir="auto">👍 I come', page)
    assert shown is not None
    said = await follow(browser, await browser.post(f"/console/tickets/{number}/tap", data={"value": shown[1]}))
    assert "Tapped. They have the next screen now." in said
    assert await guest.at() == "meeting.guests"


async def test_nobody_taps_for_staff_in_their_own_menu(drom: Console, browser: httpx.AsyncClient) -> None:
    guest = Guest(drom.house)
    await guest.register()
    contact = await guest.contact()
    session = {"flow": "staff", "version": 1, "state": "menu", "answers": {}, "offers": [], "misses": 0, "stack": []}
    await drom.house.run(lambda c: c.execute(tables.contact.update().values(session=session)))
    assert "Staff menu" not in (await browser.get(f"/console/people/{contact.id}")).text.replace("staff menu", "")
    answer = await browser.post(f"/console/people/{contact.id}/tap", data={"value": "new"})
    assert answer.status_code == 409


async def test_a_spoken_name_is_written_down(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await ticket_of(drom, "", "name")
    page = await follow(browser, await browser.post(f"/console/tickets/{number}/write", data={"written": "Elmas"}))
    assert "Written into their profile." in page
    assert "Elmas" in [row["name"] for row in await drom.house.rows(tables.person)]


async def test_people_are_found_in_both_scripts_and_changed(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await contact_of(drom, "Đulijana Šeh")
    assert "Đulijana" in (await browser.get("/console/people")).text
    assert "Đulijana" in (await browser.post("/console/people/search", data={"q": "Ђулијана"})).text
    form = {"name": "Lejla", "town": "elbasan", "trade": "", "trade_words": "Basket weaver", "language": "mk"}
    page = await follow(browser, await browser.post(f"/console/people/{number}/change", data=form))
    assert "Changed." in page
    assert all(words in page for words in ("Lejla", "Elbasan", "Basket weaver", "Македонски"))
    assert "Lejla" in (await browser.post("/console/people/search", data={"q": "lejla"})).text
    assert "Nobody is found" in (await browser.post("/console/people/search", data={"q": "djulijana"})).text
    bad = await browser.post(f"/console/people/{number}/change", data={**form, "name": "\u200b"})
    assert bad.status_code == 422
    last = (await drom.house.rows(tables.log))[-1]
    assert "Lejla" not in str(await drom.house.rows(tables.log))
    assert last["act"] == "people_searched"


async def test_a_spoken_profile_is_changed_a_part_at_a_time(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await contact_of(drom, "🎤 47")
    spoken = {"town": "🎤", "trade": "Baskets", "name_pending": True}
    await drom.house.run(
        lambda c: c.execute(tables.person.update().where(tables.person.c.name == "🎤 47").values(spoken))
    )

    async def change(**fields: str) -> dict[str, object]:
        whole = {
            "name": "🎤 47",
            "town": "",
            "town_words": "🎤",
            "trade": "",
            "trade_words": "Baskets",
            "language": "en",
        }
        answer = await browser.post(f"/console/people/{number}/change", data={**whole, **fields})
        assert answer.status_code == 303
        person = (await drom.row(tables.contact, number))["person_id"]
        row = await drom.row(tables.person, person)
        return {name: row[name] for name in ("name", "name_pending", "town", "trade")}

    same = {"name": "🎤 47", "name_pending": True, "town": "🎤", "trade": "Baskets"}
    assert await change() == same
    assert await change(language="mk") == same, "the name still waits for somebody to write it"
    assert (await change(trade="sewing"))["trade"] == "sewing", "what is chosen wins over the words beside it"
    assert (await change(trade="sewing", trade_words="", town="elbasan"))["town"] == "elbasan"
    assert await change(name="Elmas", town="elbasan", town_words="", trade="sewing", trade_words="") == {
        "name": "Elmas", "name_pending": False, "town": "elbasan", "trade": "sewing",
    }  # fmt: skip
    bare = await browser.post(f"/console/people/{number}/change", data={"language": "en"})
    assert bare.status_code == 303
    person = (await drom.row(tables.contact, number))["person_id"]
    assert (await drom.row(tables.person, person))["town"] == "elbasan", "what was not sent stays"


async def test_a_search_stands_in_no_address_and_no_get_writes_one(drom: Console, browser: httpx.AsyncClient) -> None:
    await contact_of(drom, "Lejla")
    before = await drom.house.rows(tables.log)
    assert (await browser.get("/console/people/search", params={"q": "lejla"})).status_code in {404, 405}
    assert await drom.house.rows(tables.log) == before
    found = await browser.post("/console/people/search", data={"q": "lejla"})
    assert (found.status_code, "Lejla" in found.text, found.url.query) == (200, True, b"")
    assert 'method="post" action="/console/people/search"' in found.text
    assert [row["act"] for row in await drom.house.rows(tables.log)][len(before) :] == ["people_searched"]
    nothing = await browser.post("/console/people/search", data={"q": " "})
    assert (nothing.status_code, "Write some letters or figures" in nothing.text) == (422, True)


async def test_a_conversation_is_shown_as_it_was_seen(drom: Console, browser: httpx.AsyncClient) -> None:
    guest = Guest(drom.house)
    await guest.join()
    await drom.house.move(timedelta(minutes=1))
    await guest.write("Besim")
    await drom.house.move(timedelta(minutes=1))
    await guest.tap("yes")
    contact = await guest.contact()
    page = (await browser.get(f"/console/people/{contact.id}")).text.partition('id="talk"')[2]
    said = [page.index(words) for words in ("What shall we call you", "Besim</span>", "Where do you work")]
    assert said == sorted(said)
    assert 'class="chip" dir="auto">👍 Yes<' in page


async def test_a_long_conversation_has_pages(drom: Console) -> None:
    guest = Guest(drom.house)
    await guest.register()
    for number in range(40):
        await drom.house.move(timedelta(minutes=1))
        await guest.write(f"menu{number:03d}")
    contact = await guest.contact()
    browser = await drom.signed_in("ours")
    page = (await browser.get(f"/console/people/{contact.id}")).text
    assert ("menu039" in page, "menu001" in page) == (True, False)
    before = page.partition("?before=")[2].partition('"')[0]
    earlier = (await browser.get(f"/console/people/{contact.id}?before={before}")).text
    assert "menu039" not in earlier
    assert "menu00" in earlier
    await browser.aclose()


async def test_two_people_become_one_and_two_again(drom: Console, browser: httpx.AsyncClient) -> None:
    kept, other = await contact_of(drom, "Kept"), await contact_of(drom, "Other")
    path = f"/console/people/{kept}"
    assert "They are one person now." in await follow(
        browser, await browser.post(f"{path}/merge", data={"other": str(other)})
    )
    persons = {row["id"]: row["person_id"] for row in await drom.house.rows(tables.contact)}
    assert persons[kept] == persons[other]
    number = (await drom.house.rows(tables.merge))[0]["id"]
    await follow(browser, await browser.post(f"{path}/unmerge", data={"merge": str(number)}))
    persons = {row["id"]: row["person_id"] for row in await drom.house.rows(tables.contact)}
    assert persons[kept] != persons[other]
    assert (await browser.post(f"{path}/unmerge", data={"merge": str(number)})).status_code == 404
