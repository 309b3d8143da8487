"""A real browser before the console; it never knows what is tried there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from playwright.async_api import Browser, Page, ViewportSize

from bot.web.console.gate import COOKIE
from tests.web.console_house import Console, console
from tests.web.visit import until


@dataclass
class Desk:
    """A browser before a console. ``troubles`` are what its own console complained of."""

    drom: Console
    address: str
    browser: Browser
    troubles: list[str] = field(default_factory=list)

    async def page(self, size: ViewportSize, name: str = "ours", *, script: bool = True) -> Page:
        """Open the console as somebody of the team."""
        context = await self.browser.new_context(viewport=size, java_script_enabled=script, reduced_motion="reduce")
        await context.add_cookies([{"name": COOKIE, "value": await self.drom.cookie(name), "url": self.address}])
        page = await context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda told: self.troubles.append(told.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("dialog", lambda dialog: self.troubles.append(f"dialog: {dialog.message}"))
        return page


@asynccontextmanager
async def desk(browser: Browser, folder: Path) -> AsyncIterator[Desk]:
    """Give a browser before a console with a team."""
    async with console(folder) as drom:
        server = uvicorn.Server(uvicorn.Config(drom.app, port=0, log_level="error", timeout_graceful_shutdown=3))
        task = asyncio.create_task(server.serve())
        await until(lambda: server.started, 20)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Desk(drom, f"http://127.0.0.1:{port}", browser)
        for context in browser.contexts:
            await context.close()
        drom.office.bell.close()
        server.should_exit = True
        await task
