"""The commands about the templates that WhatsApp must approve: bring them there, tell how they stand."""

from collections.abc import Awaitable, Callable, Iterable

import typer

from bot.clock import Clock
from bot.commands.database import chosen, with_core
from bot.commands.lists import one_line
from bot.commands.outcome import FAILED, SETTINGS, end, guarded
from bot.core import Core
from bot.messengers import approvals
from bot.services import templates as service
from bot.services.templates import LOST, Approvals, Standing
from bot.templates import KNOCKS
from storage.store import Store
from storage.templates import APPROVED

Ask = Callable[[Store, Approvals, Clock], Awaitable[list[Standing]]]

ADVICE = {
    "": "not made yet; run `drom templates sync`",
    "unsubmitted": "not submitted yet; run `drom templates sync`",
    "received": "WhatsApp looks at it, for a day at most; look again later",
    "pending": "WhatsApp looks at it, for a day at most; look again later",
    "approved": "in use",
    "rejected": "mend its words in bot/templates.toml, raise the version, run `drom templates sync`",
    "paused": "people blocked or muted it, so WhatsApp holds it back for some hours; call those of `drom calls`",
    "disabled": "WhatsApp took it away for good: new words and a new version, as after a rejection",
}
"""What to do about a template in each state."""

templates = typer.Typer(help="WhatsApp's approved templates.", no_args_is_help=True, rich_markup_mode=None)


@templates.command()
@guarded
def sync(context: typer.Context) -> None:
    """Make and submit at Twilio what is missing; ends with 1 where a template cannot be used."""
    found = _asked(context, service.sync)
    _show(found)
    if any(one.trouble or one.state in LOST for one in found):
        end(FAILED, "Not every template can be used.")


@templates.command()
@guarded
def status(context: typer.Context) -> None:
    """Tell how each template stands and what to do; ends with 1 where one is not approved."""
    found = _asked(context, service.refresh)
    _show(found)
    if any(one.trouble or one.state != APPROVED for one in found):
        end(FAILED, "Not every template is approved.")


def _asked(context: typer.Context, ask: Ask) -> list[Standing]:
    """Return what Twilio says now; the demo's templates are approved by themselves."""
    settings, found = chosen(context), list[Standing]()
    if context.obj:
        return [Standing(one, APPROVED) for one in KNOCKS.values()]
    if not settings.whatsapp:
        end(SETTINGS, "WhatsApp is off: set DROM_TWILIO_ACCOUNT_SID and what belongs to it.")

    async def then(core: Core, _: None) -> None:
        async with approvals(settings) as api:
            found.extend(await ask(core.store, api, core.clock))

    with_core(context, lambda core, connection: None, then)
    return found


def _show(found: Iterable[Standing]) -> None:
    for one in found:
        advice = (
            f"could not be asked: {one.trouble}" if one.trouble else ADVICE.get(one.state, "look at Twilio's console")
        )
        print(one_line(one.template.name, one.template.code, one.state or "missing", one.reason, advice))
