"""`tellmore rehearse`, with a model that the settings name: SDK, guards, Redis and terminal."""

import asyncio
import json
import os
import sys
from pathlib import Path

from tellmore.testing.messages_server import Asked, MessagesServer, Reply

ANSWER = "I took the bus to the market and it was quite full, as it is on most days"
PROBE = "What was it like inside the bus that morning?"
TAPS = ("1", "1", "1")
"""To take part, to be quoted, and on foot."""


def probing(asked: Asked) -> Reply:
    told = json.loads(asked.said[-1])
    assert told["so far"] == [{"asked": "the question itself", "answer": ANSWER}]
    return Reply(
        json={
            "covered": [],
            "answer": "substantive",
            "next": "probe",
            "kind": told["kinds allowed"][0],
            "question": PROBE,
            "language": "en",
            "distress": False,
            "wants_to_stop": False,
        }
    )


async def test_one_variable_has_a_model_follow_up(place: Path) -> None:
    async with MessagesServer(keys=("good",), answer=probing) as server:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tellmore", "rehearse", "commute", "--language", "en"),
            *("--journal", place / "journal.jsonl"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={
                **os.environ,
                "TELLMORE_MODEL": "claude:claude-haiku-5-5",
                "ANTHROPIC_API_KEY": "good",
                "ANTHROPIC_BASE_URL": server.base_url,
            },
        )
        typed = "".join(f"{line}\n" for line in (*TAPS, ANSWER))
        async with asyncio.timeout(90):
            out, _ = await process.communicate(typed.encode())

    assert process.returncode == 0
    assert PROBE in out.decode()
    journal = [json.loads(one) for one in (place / "journal.jsonl").read_text("utf-8").splitlines()]
    proposed = [one["e"] for one in journal if one["e"]["t"] == "ProbeProposed"]
    assert [(one["text"], one["model"]) for one in proposed] == [(PROBE, "claude-haiku-5-5")]
