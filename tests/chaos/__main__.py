"""Chaos, many times: ``python -m tests.chaos --runs 20 --seed 1``; ends with 1 on any harm."""

import argparse
import asyncio
import json
import shutil
import time

from tests.chaos.harness import Ordeal, endure


def main() -> None:
    """Run the ordeals one after the other, a line each, then a summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=24)
    parser.add_argument("--attack-for", type=float, default=15.0)
    parser.add_argument("--mutant", default="")
    given = parser.parse_args()
    survived, attacks, answers, repeated = 0, 0, 0, 0
    slow = shutil.which("gcc") is not None
    for seed in range(given.seed, given.seed + given.runs):
        began = time.monotonic()
        ordeal = Ordeal(
            seed=seed,
            people=given.people,
            attack_for_s=given.attack_for,
            mutant=given.mutant,
            slow_fsync_ms=15 if slow and seed % 3 == 0 else 0,
        )
        outcome = asyncio.run(endure(ordeal))
        report = outcome.report
        survived += outcome.survived
        attacks += sum(outcome.attacks.values())
        answers += report.answers
        repeated += report.repeated_sends
        print(
            f"seed {seed}: {'survived' if outcome.survived else 'HARMED'} "
            f"in {time.monotonic() - began:.0f} s: {report.answers} answers, {report.lost} lost, "
            f"{report.duplicated} doubled, {report.disordered} disordered, "
            f"{report.finished}/{report.exported}/{report.participants} finished/exported/all, "
            f"{report.repeated_sends} sends repeated, {outcome.stuck} stuck, "
            f"waited {outcome.slowest_s:.1f} s, {dict(outcome.attacks)}",
            *outcome.unfinished,
            sep="\n    ",
            flush=True,
        )
    print(
        json.dumps(
            {
                "runs": given.runs,
                "survived": survived,
                "attacks": attacks,
                "answers": answers,
                "repeated_sends": repeated,
            }
        )
    )
    raise SystemExit(survived != given.runs)


if __name__ == "__main__":
    main()
