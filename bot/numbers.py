"""Every counter and gauge of ``/metrics``, gathered from those who keep them; no name, number or text is among them."""

from collections.abc import Mapping

from bot.services.dispatcher import Dispatcher
from bot.services.reception import Reception
from storage.store import Store


async def numbers(
    reception: Reception, dispatcher: Dispatcher, store: Store, quiet: Mapping[str, int]
) -> dict[str, float]:
    """Return numbers by their name in Prometheus' text form; raises StorageDown."""
    found: dict[str, float] = {
        "drom_received_total": reception.received,
        "drom_repeats_total": reception.repeats - reception.flood.merged - reception.flood.counted,
        "drom_flood_merged_total": reception.flood.merged,
        "drom_flood_counted_total": reception.flood.counted,
        "drom_commits_total": store.commits,
    }
    for channel, number in quiet.items():
        found[f'drom_quiet_total{{channel="{channel}"}}'] = number
    snapshot = await dispatcher.snapshot()
    for name, state in snapshot.channels.items():
        label = f'{{channel="{name}"}}'
        found[f"drom_leads{label}"] = state.leads
        found[f"drom_sending{label}"] = state.sending
        found[f"drom_breaker_open{label}"] = state.open
        found[f"drom_blocked_seconds{label}"] = state.blocked
    for count in snapshot.counts:
        label = f'{{channel="{count.channel}",lane="{count.lane}",state="{count.state}"}}'
        found[f"drom_outbox{label}"] = count.number
    return found
