"""A real browser before the simulator; it never knows what is tried there."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from tests.web.stub import Simulator, simulator, two

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
SMALL: ViewportSize = {"width": 360, "height": 740}
WIDE: ViewportSize = {"width": 1280, "height": 800}


@dataclass
class Visit:
    """A browser before the simulator. ``troubles`` are what its console complained of."""

    sim: Simulator
    address: str
    browser: Browser
    server: uvicorn.Server
    troubles: list[str] = field(default_factory=list)

    async def page(self, size: ViewportSize, *, script: bool = True) -> Page:
        """Open the simulator."""
        context = await self.browser.new_context(
            viewport=size, java_script_enabled=script, reduced_motion="reduce", permissions=["microphone"]
        )
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda told: self.troubles.append(told.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("dialog", lambda dialog: self.troubles.append(f"dialog: {dialog.message}"))
        await page.goto(f"{self.address}/simulator")
        return page


@asynccontextmanager
async def _served(sim: Simulator) -> AsyncIterator[tuple[str, uvicorn.Server]]:
    """Serve the app on a free port of the loopback; news end first when it stops, as in the real server."""
    server = uvicorn.Server(uvicorn.Config(sim.app, port=0, log_level="error", timeout_graceful_shutdown=3))
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started, 20)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", server
    sim.stage.bell.close()
    server.should_exit = True
    await task


async def until(true: Callable[[], object], seconds: float) -> None:
    """Wait for another task's state, which rings no bell."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start a browser."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@asynccontextmanager
async def visiting(browser: Browser, folder: Path) -> AsyncIterator[Visit]:
    """Give a browser before a simulator with Ana and Besim."""
    async with simulator(folder) as sim:
        await two(sim)
        async with _served(sim) as (address, server):
            yield Visit(sim, address, browser, server)
            for context in browser.contexts:
                await context.close()
