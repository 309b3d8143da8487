"""The peer: a registration as python-telegram-bot's documentation shows one, to measure Drom against.

An ``Application`` without updater behind Starlette and uvicorn (its custom-webhook example), a
``ConversationHandler``, and SQLAlchemy with aiosqlite that commits each turn before the reply. It is given what is
fastest for it: Core instead of the ORM, SQLite's WAL with ``synchronous=NORMAL``, no access log, and a rate limiter
only where announcements are measured: its own, with ``asyncio.gather``.
"""

import argparse
import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import uvicorn
from sqlalchemy import Column, Integer, MetaData, String, Table, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

Context = ContextTypes.DEFAULT_TYPE
Step = Callable[[Update, Context], Coroutine[Any, Any, int]]

COLUMNS = ("language", "consent", "name", "town", "trade", "reminders", "checked")
LANGUAGE, CONSENT, NAME, TOWN, TRADE, REMINDERS, CHECK = range(7)
PROMPTS = (
    ("Choose your language", ("Shqip", "Romanes", "Srpski", "Makedonski", "English")),
    ("I keep your first name, town and work. Is this okay for you?", ("Yes", "No")),
    ("What shall we call you?", ()),
    ("Where do you work?", ("Skopje", "Prilep", "Kumanovo", "Tetovo")),
    ("What is your work?", ("Sewing", "Food", "Hair", "Scrap", "Cleaning")),
    ("May I send you meeting reminders and tips?", ("Yes", "No")),
    ("Is it right?", ("Right", "Change")),
    ("Done! You are in.", ()),
)

metadata = MetaData()
people = Table(
    "people",
    metadata,
    Column("chat_id", Integer, primary_key=True),
    Column("step", Integer, nullable=False),
    *(Column(name, String(64), nullable=True) for name in COLUMNS),
)


def open_database(url: str) -> AsyncEngine:
    """Return an engine on SQLite with WAL."""
    engine = create_async_engine(url)

    @event.listens_for(engine.sync_engine, "connect")
    def _pragmas(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    return engine


async def save(context: Context, chat: int, step: int, **answer: str) -> None:
    """Commit where a person is and what they answered."""
    engine: AsyncEngine = context.bot_data["engine"]
    statement = insert(people).values(chat_id=chat, step=step, **answer)
    async with engine.begin() as connection:
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["chat_id"], set_={"step": step, **answer})
        )


async def ask(message: Message, step: int, buttons: bool) -> None:
    """Say the prompt of a step."""
    say, choices = PROMPTS[step]
    keyboard = [[InlineKeyboardButton(choice, callback_data=f"{step}:{choice}")] for choice in choices]
    await message.reply_text(say, reply_markup=InlineKeyboardMarkup(keyboard) if buttons and choices else None)


def begin(buttons: bool) -> Step:
    """Return the handler of ``/start``."""

    async def step(update: Update, context: Context) -> int:
        assert update.message is not None
        await save(context, update.message.chat_id, LANGUAGE)
        await ask(update.message, LANGUAGE, buttons)
        return LANGUAGE

    return step


def take(number: int, buttons: bool) -> Step:
    """Return the handler of a step's answer: commit, acknowledge a press, say what follows."""

    async def step(update: Update, context: Context) -> int:
        if update.callback_query is not None:
            query = update.callback_query
            given, message = str(query.data).partition(":")[2], query.message
            await query.answer()
        else:
            assert update.message is not None
            given, message = str(update.message.text), update.message
        assert isinstance(message, Message)
        await save(context, message.chat_id, number + 1, **{COLUMNS[number]: given})
        await ask(message, number + 1, buttons)
        return number + 1 if number < CHECK else ConversationHandler.END

    return step


def conversation(buttons: bool) -> ConversationHandler[Any]:
    """Return the whole registration."""
    text = filters.TEXT & ~filters.COMMAND
    states: dict[object, list[Any]] = {
        number: [
            CallbackQueryHandler(take(number, buttons), pattern=f"^{number}:"),
            MessageHandler(text, take(number, buttons)),
        ]
        for number in range(len(COLUMNS))
    }
    start: CommandHandler[Any, Any] = CommandHandler("start", begin(buttons))
    return ConversationHandler([start], states, [start], allow_reentry=True)


def web(application: Application[Any, Any, Any, Any, Any, Any], secret: str) -> Starlette:
    """Return the web application of PTB's own custom-webhook example, with a route that begins an announcement."""
    sending: set[asyncio.Task[Any]] = set()

    async def telegram(request: Request) -> Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != secret:
            return Response(status_code=403)
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return Response()

    async def announce(request: Request) -> Response:
        asked = await request.json()
        sends = (application.bot.send_message(chat, asked["text"]) for chat in asked["chats"])
        sending.add(asyncio.ensure_future(asyncio.gather(*sends, return_exceptions=True)))
        return Response()

    async def ready(_: Request) -> Response:
        return PlainTextResponse("ok")

    posts = (("/telegram/webhook", telegram), ("/announce", announce))
    return Starlette(routes=[*(Route(path, to, methods=["POST"]) for path, to in posts), Route("/readyz", ready)])


async def run(asked: argparse.Namespace) -> None:
    """Serve until told to stop."""
    engine = open_database(f"sqlite+aiosqlite:///{asked.database}")
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    builder = Application.builder().token(asked.token).updater(None).base_url(f"{asked.api}/bot")
    builder = builder.base_file_url(f"{asked.api}/file/bot")
    if asked.rate:
        limiter = AIORateLimiter(asked.rate, overall_time_period=1, max_retries=5)
        builder = builder.rate_limiter(limiter)  # type: ignore[arg-type]  # only what no call here gives it differs
    application = builder.build()
    application.bot_data["engine"] = engine
    application.add_handler(conversation(asked.buttons))
    server = uvicorn.Server(
        uvicorn.Config(web(application, asked.secret), port=asked.port, log_level="warning", access_log=False)
    )
    async with application:
        await application.bot.set_webhook(
            f"http://127.0.0.1:{asked.port}/telegram/webhook", secret_token=asked.secret, max_connections=100
        )
        await application.start()
        await server.serve()
        await application.stop()
    await engine.dispose()


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("api", "token", "secret", "database"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--buttons", action="store_true")
    parser.add_argument("--rate", type=float, default=0.0, help="messages a second, by AIORateLimiter; 0 without one")
    logging.disable(logging.INFO)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
