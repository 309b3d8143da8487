"""Every proof there is, in the order of the promises; each lives in a module of its own."""

from tests.faults import (
    acknowledged,
    announcement,
    backlog,
    backups,
    blocked,
    database,
    disorder,
    flooding,
    migration,
    minute,
    missed,
    new_flow,
    outage,
    registration,
    reminders,
    repeats,
    soak,
    starving,
    steps,
    stops,
    troubled,
    workers,
    workers_disorder,
)
from tests.faults.proof import Proof

PROOFS: tuple[Proof, ...] = (
    registration.PROOF,
    announcement.PROOF,
    reminders.PROOF,
    minute.PROOF,
    steps.PROOF,
    acknowledged.PROOF,
    repeats.PROOF,
    disorder.PROOF,
    troubled.PROOF,
    blocked.PROOF,
    outage.PROOF,
    workers.PROOF,
    workers_disorder.PROOF,
    database.PROOF,
    missed.PROOF,
    stops.PROOF,
    backups.PROOF,
    migration.PROOF,
    new_flow.PROOF,
    backlog.PROOF,
    soak.PROOF,
    starving.PROOF,
    flooding.PROOF,
)


def by_name(name: str) -> Proof:
    """Return a proof; raises LookupError."""
    for proof in PROOFS:
        if proof.name == name:
            return proof
    raise LookupError(f"there is no proof {name!r}; --list names them")
