"""Run one proof: ``python -m tests.faults NAME [--seed N] [--SIZE N ...]``; ``--list`` names them all.

It prints seed, machine, figures and verdict as JSON. Exit codes: 0 the promise is kept, 1 it is broken, 2 usage.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.faults.proof import Proof, Size, machine
from tests.faults.proofs import PROOFS, by_name
from tests.faults.trial import report


def main() -> int:
    """Read the command, run the proof and print what it found."""
    if "--list" in sys.argv[1:]:
        sys.stdout.write("".join(listed(proof) for proof in PROOFS))
        return 0
    first = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    first.add_argument("name", choices=[proof.name for proof in PROOFS])
    first.add_argument("--list", action="store_true", help="name every proof and its sizes")
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        first.print_help(sys.stderr)
        return 2
    proof = by_name(first.parse_args(sys.argv[1:2]).name)
    asked = vars(options(proof).parse_args(sys.argv[2:]))
    seed, short = asked.pop("seed"), asked.pop("short")
    found = attempt(proof, seed, proof.sizes(short=short, **asked))
    sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return 0 if found["verdict"] == "kept" else 1


def listed(proof: Proof) -> str:
    """Return what the list says of a proof."""
    sizes = " ".join(f"--{name} {value}" for name, value in proof.full.items())
    return f"{proof.name:18}{proof.rows:10}{proof.promise}\n{'':28}{sizes}\n"


def options(proof: Proof) -> argparse.ArgumentParser:
    """Return what reads the options of a proof: its seed and its sizes."""
    found = argparse.ArgumentParser(prog=f"python -m tests.faults {proof.name}", description=proof.promise)
    found.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    found.add_argument("--short", action="store_true", help="as small as the tests run it")
    for name, value in proof.full.items():
        _add(found, name, value)
    return found


def _add(parser: argparse.ArgumentParser, name: str, value: Size) -> None:
    if isinstance(value, bool):
        parser.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, default=None)
    else:
        parser.add_argument(f"--{name}", type=type(value), default=None, help=f"{value} unless told otherwise")


def attempt(proof: Proof, seed: int, sizes: dict[str, Size]) -> dict[str, Any]:
    """Run a proof in a folder of its own; return everything that is to be said of it."""
    began = time.monotonic()
    told = {"proof": proof.name, "rows": proof.rows, "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"}
    with tempfile.TemporaryDirectory(prefix="drom-faults-") as folder:
        try:
            found = asyncio.run(proof.run(Path(folder), seed=seed, **sizes))
        except (Strange, AssertionError) as error:
            found = report(seed=seed, **sizes, defects=[f"not to its end: {error}"])
    verdict = "broken" if found["defects"] else "kept"
    took = round(time.monotonic() - began, 1)
    return {**told, "machine": machine(), **found, "seconds": took, "verdict": verdict}


if __name__ == "__main__":
    sys.exit(main())
