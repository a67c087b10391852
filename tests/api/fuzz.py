"""Random requests to a real service, judged by its OpenAPI document: `python -m tests.api.fuzz --cases 10000`."""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import httpx

from tests.api.bodies import START
from tests.peers.service_process import ROOT, Installation, ServiceProcess, TestClock

HOOKS = Path(__file__).with_name("fuzz_hooks.py")
MOVES_TIME = "advance_test_clock"  # asked last: after it hardly any date in a body is right
REPLACED = "positive_data_acceptance"
PHASES = ("examples", "coverage", "fuzzing")


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a run came to."""

    cases: int
    failures: tuple[str, ...]  # one line each
    accepted: dict[str, int]  # operation → requests that were answered with 2xx
    text: str  # what schemathesis said
    log: str  # what the service said

    @property
    def crashes(self) -> int:
        """How many requests the service did not survive unharmed."""
        return self.log.count("request_failed")


def fuzz(folder: Path, *, cases: int, seed: int, phases: tuple[str, ...] = PHASES, stateful: bool = False) -> Found:
    """Ask a sandboxed service in pretended time about as often as `cases` says, and all that it is asked anyway.

    Args:
        folder: for the service and for reports.
        cases: how many at least of random ones; each phase makes its own number of them.
        seed: of what is random.
        phases: of schemathesis.
        stateful: also follow the document's links, in chains of requests.
    """
    settings = {
        "TANYAKABAR_REQUESTS_PER_MINUTE": "0",
        "TANYAKABAR_PER_DOMAIN_PER_WINDOW": "0",
        "TANYAKABAR_MAX_BODY_BYTES": "200000",
    }
    installation = Installation(folder=folder, settings=settings)
    key = installation.create_key()
    with installation.serve("--sandbox", *TestClock(start=START).options) as process:
        document = httpx.get(f"{process.url}/openapi.json", trust_env=False).json()
        operations = sum(len(item) for item in document["paths"].values())
        each = ceil(cases / operations)
        used = (*phases, *(("stateful",) if stateful else ()))
        first = _run(folder, process, key, "--exclude-operation-id", MOVES_TIME, each=each, seed=seed, phases=used)
        last = _run(folder, process, key, "--include-operation-id", MOVES_TIME, each=each, seed=seed, phases=phases)
        log = process.log()
    return _together(first, last, log=log)


def _run(
    folder: Path, process: ServiceProcess, key: str, *options: str, each: int, seed: int, phases: tuple[str, ...]
) -> tuple[dict[str, Any], str]:
    config, report = folder / "schemathesis.toml", folder / "report.json"
    config.write_text(
        f"hooks = {str(HOOKS)!r}\n[headers]\nAuthorization = 'Bearer {key}'\n[generation]\ndatabase = 'none'\n",
        encoding="utf-8",
    )
    report.unlink(missing_ok=True)
    done = subprocess.run(  # noqa: S603  # a tool of the tests, on our own service
        [
            sys.executable, "-m", "schemathesis.cli", "--config-file", str(config),
            "run", f"{process.url}/openapi.json", "--phases", ",".join(phases), "--max-examples", str(each),
            "--seed", str(seed), "--no-shrink", "--continue-on-failure", "--suppress-health-check", "all",
            "--exclude-checks", REPLACED, "--no-color",
            "--report", "json", "--report-json-path", str(report), *options,
        ],
        cwd=folder,
        env={**Installation(folder=folder).environment, "NO_PROXY": "127.0.0.1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if not report.exists():
        raise RuntimeError(done.stdout + done.stderr)
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found, done.stdout


def _together(*runs: tuple[dict[str, Any], str], log: str) -> Found:
    accepted: dict[str, int] = {}
    for report, _ in runs:
        for operation, rates in report["valid_rates"].items():
            accepted[operation] = accepted.get(operation, 0) + sum(rate["accepted"] for rate in rates.values())
    failures = [
        f"{each['title']}: {', '.join(each['operations'])}" for report, _ in runs for each in report["failures"]
    ]
    errors = [json.dumps(each) for report, _ in runs for each in report["errors"]]
    stops = [report["stop_reason"] for report, _ in runs if report["stop_reason"] != "completed"]
    return Found(
        cases=sum(report["test_cases"]["generated"] for report, _ in runs),
        failures=(*failures, *errors, *stops),
        accepted=accepted,
        text="\n".join(text for _, text in runs),
        log=log,
    )


def main() -> int:
    """Run as told by the command line; 0 when nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.api.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stateful", action="store_true", help="also follow links, in chains of requests")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = fuzz(Path(folder), cases=given.cases, seed=given.seed, stateful=given.stateful)
    if found.failures or found.crashes:
        sys.stdout.write(f"{found.text}\n{found.log[-20_000:]}\n")
    accepted = "\n".join(f"  {count:6} {operation}" for operation, count in sorted(found.accepted.items()))
    sys.stdout.write(f"accepted:\n{accepted}\nseed {given.seed}: {found.cases} cases, {len(found.failures)} findings, ")
    sys.stdout.write(f"{found.crashes} crashes\n" + "".join(f"  {each}\n" for each in found.failures))
    return 1 if found.failures or found.crashes or found.cases < given.cases else 0


if __name__ == "__main__":
    sys.exit(main())
