"""Exports and erasures: repeated, out of order, and on a place that fails."""

import json
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from tellmore.errors import OurFault, TheirFault
from tellmore.exports import jobs, layout, records
from tellmore.exports.destination import Destination
from tellmore.exports.destinations import destination_at
from tellmore.exports.erasing import traces
from tellmore.interview.session import Disposition
from tellmore.runtime.interviews import StoredInterview
from tellmore.testing.memory_interviews import MemoryInterviews
from tests.exports.told import FINISHED, SECRET, STUDY, erasure, later, told


class Place:
    """A destination, the interviews, and jobs that are set up to use both."""

    def __init__(self, url: str) -> None:
        self.interviews = MemoryInterviews()
        self.destination = destination_at(url)
        self.use(self.destination)

    def use(self, destination: Destination) -> None:
        jobs.configure(
            jobs.Surroundings(interviews=self.interviews, destination=destination, secret=SECRET)
        )

    def export(self, *interviews: StoredInterview) -> None:
        for one in interviews:
            self.interviews.put(one)
            jobs.export_interview(one.participant, STUDY, one.session.revision)

    def stored(self, participant: str = "p1") -> records.InterviewRecord | None:
        content = self.destination.read(layout.interview(STUDY, participant))
        return records.decode(content) if content is not None else None

    def everything(self) -> dict[str, bytes]:
        names = [layout.in_study(STUDY, name) for name in layout.SETS]
        for folder in (layout.interviews, layout.transcripts, layout.withdrawals):
            names += [entry.name for entry in self.destination.entries(folder(STUDY))]
        contents = {name: self.destination.read(name) for name in names}
        return {name: content for name, content in contents.items() if content is not None}


@pytest.fixture(params=["folder", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    url = {"folder": str(tmp_path / "out"), "memory": f"memory://{tmp_path.name}"}
    return Place(url[request.param])


def erase(participant: str = "p1", *, seconds: float = 1000) -> str:
    return jobs.erase_interview(msgspec.to_builtins(erasure(participant, seconds=seconds)))


def test_an_exported_interview_lies_there_and_its_session_knows(place: Place) -> None:
    place.export(told("Fine."))
    assert place.stored() == records.interview_record(told("Fine."))
    assert place.interviews.exported == [("p1", STUDY, 1)]
    assert set(place.everything()) == {"days/interviews/p1.json", "days/transcripts/p1.md"}


def test_exporting_twice_leaves_the_same_files(place: Place) -> None:
    place.export(told("Fine."))
    once = place.everything()
    place.export(told("Fine."))
    assert place.everything() == once


def test_an_old_order_writes_the_interview_as_it_is_now(place: Place) -> None:
    place.interviews.put(told("New.", revision=3))
    assert jobs.export_interview("p1", STUDY, 1) == "exported"
    assert place.interviews.exported == [("p1", STUDY, 3)]


def test_an_older_revision_never_replaces_a_newer(place: Place) -> None:
    place.export(told("New.", revision=3))
    place.interviews.put(told("Old.", revision=2))
    assert jobs.export_interview("p1", STUDY, 2) == "older"
    assert place.stored() == records.interview_record(told("New.", revision=3))


def test_a_new_interview_after_an_erasure_replaces_the_old_one_whatever_its_revision(
    place: Place,
) -> None:
    place.export(told("Old.", revision=3))
    anew = later(told("New."), seconds=2000)
    place.export(anew)
    assert place.stored() == records.interview_record(anew)


def test_an_interview_that_was_taken_up_again_waits_for_its_next_end(place: Place) -> None:
    place.interviews.put(told(session=structs.replace(FINISHED, disposition=None, closed_at=None)))
    assert jobs.export_interview("p1", STUDY, 1) == "open"
    assert (place.everything(), place.interviews.exported) == ({}, [])


def test_an_export_of_an_erased_interview_removes_what_is_there(place: Place) -> None:
    place.export(told())
    place.interviews.erase("p1", STUDY)
    assert jobs.export_interview("p1", STUDY, 1) == "erased"
    assert place.everything() == {}


def test_an_export_that_an_erasure_overtakes_leaves_nothing(place: Place) -> None:
    class Overtaken(MemoryInterviews):
        def load(self, participant: str, study: str) -> StoredInterview | None:
            found = super().load(participant, study)
            self.erase(participant, study)
            return found

    place.interviews = Overtaken(told())
    place.use(place.destination)
    assert jobs.export_interview("p1", STUDY, 1) == "erased"
    assert (place.everything(), place.interviews.exported) == ({}, [])


def test_a_file_that_others_spoilt_is_written_anew(place: Place) -> None:
    place.destination.write(layout.interview(STUDY, "p1"), b"{")
    place.export(told())
    assert place.stored() == records.interview_record(told())


def test_an_erasure_leaves_nothing_but_that_somebody_withdrew(place: Place) -> None:
    place.export(told("SECRET WORDS"), told("Other words", participant="p2"))
    jobs.compact_study(STUDY)
    assert set(traces(place.destination, erasure())) == {"interviews", "transcripts", *layout.SETS}

    place.interviews.erase("p1", STUDY)
    receipt = erase()

    assert traces(place.destination, erasure()) == ()
    everything = place.everything()
    assert not [name for name in everything if "p1" in name]
    assert not [name for name, content in everything.items() if b"SECRET" in content]
    lines = everything["days/interviews.jsonl"].splitlines()
    assert [records.decode(line) for line in lines] == [
        records.interview_record(told("Other words", participant="p2")),
        records.withdrawn_record(erasure()),
    ]
    assert place.interviews.erased == {receipt: (erasure(), 4)}
    assert receipt not in str(everything)


def test_erasing_twice_is_erasing_once(place: Place) -> None:
    place.export(told(), told(participant="p2"))
    place.interviews.erase("p1", STUDY)
    receipt = erase()
    once = {name: body for name, body in place.everything().items() if "parquet" not in name}
    assert erase() == receipt
    assert {
        name: body for name, body in place.everything().items() if "parquet" not in name
    } == once
    assert list(place.interviews.erased) == [receipt]


def test_a_late_erasure_spares_the_interview_that_was_begun_since(place: Place) -> None:
    anew = later(told("New."), seconds=2000)
    place.export(anew)
    jobs.compact_study(STUDY)
    erase(seconds=1000)
    assert place.stored() == records.interview_record(anew)
    assert traces(place.destination, erasure(seconds=1000)) == ()


def test_an_erasure_of_what_was_never_exported_succeeds(place: Place) -> None:
    assert erase() in place.interviews.erased
    assert [name.rpartition("/")[0] for name in place.everything() if "withdrawn" in name] == [
        "days/withdrawn"
    ]


def test_an_erasure_that_cannot_be_proven_is_not_told(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.export(told())
    monkeypatch.setattr(place.destination, "remove", lambda _name: None)
    with pytest.raises(OurFault, match="an erased interview is still in interviews, transcripts"):
        erase()
    assert place.interviews.erased == {}


def test_an_error_tells_its_kind_and_place_and_none_of_the_words(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choke(_record: object) -> str:
        raise ValueError("could not convert 'SECRET WORDS'")

    monkeypatch.setattr(jobs, "transcript_page", choke)
    with pytest.raises(OurFault, match=r"^ValueError in test_jobs\.py:\d+$") as caught:
        place.export(told("SECRET WORDS"))
    assert caught.value.__suppress_context__


def test_a_destination_that_cannot_be_written_is_their_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    place = Place(str(tmp_path / "file"))
    with pytest.raises(TheirFault, match=r"Error in \w+\.py:\d+$"):
        place.export(told())
    assert place.interviews.exported == []


def test_every_study_is_compacted_by_one_look(place: Place) -> None:
    place.export(told())
    assert jobs.compact_studies() == 1
    assert json.loads(place.everything()["days/interviews.jsonl"])["participant"] == "p1"


@pytest.mark.parametrize("disposition", [Disposition.REFUSAL, Disposition.SCREENED_OUT])
def test_interviews_that_yield_nothing_are_exported_too(
    place: Place, disposition: Disposition
) -> None:
    place.export(told(session=structs.replace(FINISHED, disposition=disposition)))
    stored = place.stored()
    assert stored is not None
    assert stored.disposition == disposition.value
