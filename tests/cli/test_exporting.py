import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from tellmore.interview.journal import encode_record, encode_session
from tellmore.interview.session import Session
from tellmore.runtime.arrivals import shard_of
from tellmore.runtime.interviews import StoredInterview
from tellmore.stores import embedded, redis_keys
from tellmore.study.keeping import dump
from tellmore.testing.little_study import LITTLE_STUDY
from tests.cli.conftest import Run
from tests.exports.told import FINISHED, told

STUDY = "commute"


@pytest.fixture
def store(server: embedded.EmbeddedRedis) -> Iterator[redis.Redis]:
    """Give a server with two finished interviews and one that is under way."""
    with redis.Redis.from_url(server.url) as client:
        client.set(redis_keys.study("v1"), dump(replace(LITTLE_STUDY, key=STUDY)))
        keep(client, told(participant="one"))
        keep(client, told(participant="two"))
        under_way = Session(**{name: getattr(FINISHED, name) for name in ("version", "order")})
        keep(client, replace(told(participant="three"), session=under_way))
        yield client


def keep(client: redis.Redis, interview: StoredInterview) -> None:
    """Store an interview as a conductor's commits leave it."""
    who, shard = interview.participant, shard_of(interview.participant)
    key, session = redis_keys.participant(shard, who), encode_session(interview.session)
    client.hset(key, mapping={"v": 1, "a": "telegram:1:2", f"s:{STUDY}": session})
    client.rpush(redis_keys.journal(shard, who, STUDY), *map(encode_record, interview.records))


def files(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {str(path) for path in found if not str(path).startswith(".")}


@pytest.mark.usefixtures("store")
def test_every_finished_interview_is_written_in_every_format(run: Run, place: Path) -> None:
    ended = run("export", STUDY, "--to", place / "out")

    assert (ended.code, ended.out) == (0, f"2 interviews written to {place}/out/{STUDY}\n")
    assert files(place / "out" / STUDY) >= {
        "interviews.jsonl",
        "interviews.parquet",
        "interviews.csv",
        "turns.parquet",
        "turns.csv",
        "transcripts/one.md",
        "transcripts/two.md",
    }


@pytest.mark.usefixtures("store")
def test_only_what_is_asked_for_is_written(run: Run, place: Path) -> None:
    ended = run("export", STUDY, "--format", " csv , jsonl", "--json")

    assert json.loads(ended.out) == {
        "study": STUDY,
        "interviews": 2,
        "to": str(place / "exports"),
    }
    there = files(place / "exports" / STUDY)
    assert {"interviews.jsonl", "interviews.csv", "turns.csv"} <= there
    assert not any(name.endswith((".parquet", ".md")) for name in there)


@pytest.mark.usefixtures("store")
def test_unfinished_interviews_come_along_on_request(run: Run, place: Path) -> None:
    run("export", STUDY, "--format", "jsonl")
    finished = (place / "exports" / STUDY / "interviews.jsonl").read_text("utf-8")
    ended = run("export", STUDY, "--format", "jsonl", "--include-open", "--json")
    every = (place / "exports" / STUDY / "interviews.jsonl").read_text("utf-8")

    assert json.loads(ended.out)["interviews"] == 3
    assert (len(finished.splitlines()), len(every.splitlines())) == (2, 3)


@pytest.mark.usefixtures("server")
def test_a_study_without_interviews_gives_none(run: Run) -> None:
    assert run("export", STUDY, "--format", "jsonl").out.startswith("0 interviews written")


@pytest.mark.parametrize("formats", ["xlsx", "", ",", "jsonl,docx", "JSONL"])
def test_a_format_that_does_not_exist_is_one_sentence(run: Run, formats: str) -> None:
    ended = run("export", STUDY, "--format", formats)

    assert ended.code == 2
    assert ended.sentence == (
        f"--format: `{formats}` must be some of jsonl, parquet, csv, md, commas between"
    )


def test_a_study_that_does_not_exist_is_answered_with_those_that_do(run: Run) -> None:
    ended = run("export", "nothing")

    assert ended.code == 2
    assert ended.sentence.endswith("there are: commute, hopes-and-fears")


def test_a_store_that_does_not_exist_is_one_sentence(run: Run) -> None:
    ended = run("export", STUDY, "--to", "nowhere://key:hidden@bucket")

    assert ended.code == 2
    assert ended.sentence.startswith("TELLMORE_EXPORTS: `nowhere://` cannot be used")
    assert "hidden" not in ended.sentence
