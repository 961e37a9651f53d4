"""One turn: what an arrival changes, as one commit."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tellmore.interview.events import (
    AskedForData,
    AskedForDeletion,
    Chose,
    Consented,
    DeletionConfirmed,
    Edited,
    Event,
    ProbeProposed,
    Said,
    Undid,
)
from tellmore.interview.journal import decode_record
from tellmore.interview.session import Phase, Session
from tellmore.recruiting.invites import Invite, token_of
from tellmore.runtime.arrivals import Address, Arrival, Erased, Happening, Started, Ungrouped
from tellmore.runtime.interviews import ErasureOrder, ExportOrder, decode_export_order
from tellmore.runtime.orders import AcknowledgeTap, Propose, Send
from tellmore.runtime.ports import Commit, Participant
from tellmore.runtime.turns import Consumed, Turns
from tellmore.study.consent import Use
from tests.runtime.surroundings import NOON, SECRET, JournalsInMemory, little_study, turns_of

ADDRESS = Address(channel="telegram", account="7", chat="1001")
NOBODY = Participant(id="p", sessions={})


class Chat:
    """A conversation, one committed turn after the other."""

    def __init__(self) -> None:
        self.journals = JournalsInMemory()
        self.turns: Turns = turns_of(little_study(), self.journals)
        self.participant = NOBODY
        self.number = 0
        self.last: Commit

    @property
    def session(self) -> Session:
        return self.participant.sessions["little"]

    async def hears(self, happening: Happening, *, hint: str = "en", tap: str = "") -> Commit:
        self.number += 1
        arrival = Arrival(
            id=f"a{self.number}", address=ADDRESS, happening=happening, hint=hint, tap=tap
        )
        commit = await self.turns.plan(self.participant, arrival, Consumed(arrival="1-1"))
        self.last = commit
        if commit.study and not commit.erase:
            number = commit.participant.version + 1
            self.participant = replace(commit.participant, version=number)
            lines = self.journals.lines.setdefault(("p", commit.study), [])
            for index, line in commit.redactions:
                lines[index] = line
            lines.append(commit.record)
        return commit

    async def begins(self) -> None:
        token = token_of(Invite(study="little", source="poster"), secret=SECRET)
        await self.hears(Started(at=NOON, payload=token))
        for event in (
            Consented(at=NOON, use=Use.AGE),
            Consented(at=NOON, use=Use.ANALYSIS),
            Consented(at=NOON, use=Use.QUOTATION),
            Chose(at=NOON, question="mode", option="bus"),
        ):
            await self.hears(event)

    async def finishes(self) -> None:
        await self.hears(Said(at=NOON, message="1", text="Long and wet."))
        await self.hears(ProbeProposed(at=NOON, request=1, text=None))
        await self.hears(Said(at=NOON, message="2", text="A roof."))
        await self.hears(ProbeProposed(at=NOON, request=2, text=None))
        await self.hears(Chose(at=NOON, question="country", option="KE"))
        await self.hears(Chose(at=NOON, question="rating", option="7"))


def texts(commit: Commit) -> list[str]:
    return [order.task.message.text for order in commit.orders if isinstance(order.task, Send)]


@pytest.fixture
def chat() -> Chat:
    return Chat()


async def test_an_invite_opens_a_session_in_the_apps_language(chat: Chat) -> None:
    token = token_of(Invite(study="little", source="poster"), secret=SECRET)
    commit = await chat.hears(Started(at=NOON, payload=token), hint="ar-EG")

    assert chat.session.phase is Phase.CONSENTING
    assert (chat.session.language, chat.session.invite) == ("ar", "little/poster")
    assert commit.counts == ("opened|ar",)
    assert len(texts(commit)) == 1
    assert "ذكاء" in texts(commit)[0] or "آلي" in texts(commit)[0] or "برنامج" in texts(commit)[0]


async def test_the_version_is_pinned_and_the_order_is_journalled(chat: Chat) -> None:
    await chat.hears(Started(at=NOON))
    first = decode_record(chat.last.record)

    assert chat.session.version == "v1"
    assert first.event.order == ("mode", "way", "wish", "country", "rating")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ("nonsense", "This link does not work."),
        (token_of(Invite(study="elsewhere"), secret=SECRET), "This link does not work."),
        (
            token_of(Invite(study="little", expires_at=NOON), secret=SECRET),
            "This link is no longer valid.",
        ),
    ],
)
async def test_a_link_that_opens_nothing_says_so_and_leaves_no_trace(
    chat: Chat, payload: str, said: str
) -> None:
    commit = await chat.hears(Started(at=NOON, payload=payload))

    assert texts(commit)[0].startswith(said)
    assert (commit.study, commit.record) == ("", b"")


async def test_somebody_without_a_link_is_told_to_open_theirs(chat: Chat) -> None:
    commit = await chat.hears(Said(at=NOON, message="1", text="hi"))

    assert texts(commit) == [
        "Please open the link to the study that you were given, and we can begin."
    ]
    assert commit.study == ""


async def test_a_group_is_told_that_we_talk_in_private(chat: Chat) -> None:
    commit = await chat.hears(Ungrouped(at=NOON))

    assert texts(commit) == ["I only talk in private chats. Please write to me directly."]
    assert commit.study == ""


async def test_before_consent_no_word_is_kept(chat: Chat) -> None:
    await chat.hears(Started(at=NOON))
    commit = await chat.hears(Said(at=NOON, message="1", text="my secret"))

    assert b"my secret" not in commit.record
    assert commit.study == "little"


async def test_typed_yes_is_as_good_as_a_tap(chat: Chat) -> None:
    await chat.hears(Started(at=NOON))
    await chat.hears(Said(at=NOON, message="1", text="  YES! "))

    assert chat.session.agreed(Use.AGE)


async def test_a_country_can_be_written(chat: Chat) -> None:
    await chat.begins()
    await chat.hears(Said(at=NOON, message="1", text="Long and wet."))
    await chat.hears(ProbeProposed(at=NOON, request=1, text=None))
    await chat.hears(Said(at=NOON, message="2", text="A roof."))
    await chat.hears(ProbeProposed(at=NOON, request=2, text=None))
    await chat.hears(Said(at=NOON, message="3", text="kenya"))

    assert chat.session.choices[-1].option == "KE"


async def test_an_answer_orders_a_proposal_and_sets_a_timer(chat: Chat) -> None:
    await chat.begins()
    commit = await chat.hears(Said(at=NOON, message="1", text="Long."))
    tasks = [order.task for order in commit.orders]

    assert [type(task) for task in tasks] == [Propose]
    assert commit.due is not None
    assert commit.due > NOON
    assert (commit.seen, commit.arrival) == (f"a{chat.number}", "1-1")


async def test_a_tap_is_acknowledged_first(chat: Chat) -> None:
    await chat.hears(Started(at=NOON))
    commit = await chat.hears(Consented(at=NOON, use=Use.AGE), tap="t1")

    assert isinstance(commit.orders[0].task, AcknowledgeTap)
    assert [order.id for order in commit.orders] == ["p:2:0", "p:2:1"]


async def test_a_stale_tap_is_acknowledged_and_changes_nothing(chat: Chat) -> None:
    await chat.begins()
    commit = await chat.hears(Chose(at=NOON, question="mode", option="none"), tap="t1")

    assert [type(order.task) for order in commit.orders] == [AcknowledgeTap]
    assert (commit.study, commit.record) == ("", b"")


async def test_one_turn_is_one_message(chat: Chat) -> None:
    await chat.begins()
    paragraphs = texts(chat.last)[0].split("\n\n")

    assert len(texts(chat.last)) == 1
    assert paragraphs[-2:] == ["1 of 2", "What is your way like?"]


async def test_a_finished_interview_is_ordered_to_be_exported(chat: Chat) -> None:
    await chat.begins()
    await chat.finishes()
    commit = chat.last

    assert [decode_export_order(blob) for blob in commit.exports] == [
        ExportOrder(participant="p", study="little", revision=1)
    ]
    assert (commit.finished, commit.stop_timer) == (1, True)
    assert "completed|en" in commit.counts
    assert texts(commit)[-1].endswith("Travel well!")


async def test_taking_back_strikes_the_words_out_of_the_journal(chat: Chat) -> None:
    await chat.begins()
    await chat.hears(Said(at=NOON, message="1", text="Never mind this."))
    assert any(b"Never mind" in line for line in chat.journals.lines["p", "little"])
    await chat.hears(Undid(at=NOON))

    assert not any(b"Never mind" in line for line in chat.journals.lines["p", "little"])
    assert len(chat.last.redactions) == 1


async def test_everything_held_is_handed_out_as_a_file(chat: Chat) -> None:
    await chat.begins()
    await chat.hears(Said(at=NOON, message="1", text="Long and wet."))
    commit = await chat.hears(AskedForData(at=NOON))
    task = commit.orders[0].task
    assert isinstance(task, Send)
    assert task.message.attachment is not None
    held = json.loads(task.message.attachment.text)

    assert held["participant"] == "p"
    assert len(held["journal"]) == len(chat.journals.lines["p", "little"]) - 1
    assert "Long and wet." in task.message.attachment.text


async def test_deletion_takes_two_steps_and_orders_an_erasure(chat: Chat) -> None:
    await chat.begins()
    unconfirmed = await chat.hears(DeletionConfirmed(at=NOON))
    await chat.hears(AskedForDeletion(at=NOON))
    records = len(chat.journals.lines["p", "little"])
    commit = await chat.hears(DeletionConfirmed(at=NOON))

    assert unconfirmed.erase is False
    assert commit.erase is True
    assert [decode_export_order(blob) for blob in commit.exports] == [
        ErasureOrder(
            participant="p",
            study="little",
            version="v1",
            language="en",
            address=str(ADDRESS),
            records=records + 1,
            at=NOON,
        )
    ]


async def test_an_erasure_is_proved_to_the_participant(chat: Chat) -> None:
    commit = await chat.hears(
        Erased(at=NOON, receipt="7F3K-92QX", records=12, language="en"), hint=""
    )

    assert texts(commit) == [
        "Everything is deleted (12 records), and nothing is left. Your receipt: 7F3K-92QX"
    ]
    assert commit.study == ""


async def test_coming_back_goes_on_with_the_pinned_version(chat: Chat) -> None:
    await chat.begins()
    later = NOON + timedelta(days=3)
    commit = await chat.hears(Started(at=later))

    assert texts(commit)[0].startswith("Welcome back.")
    assert texts(commit)[0].endswith("What is your way like?")


@pytest.mark.parametrize(
    "event",
    [Edited(at=NOON, message="9", text="x"), ProbeProposed(at=NOON, request=9, text="x")],
)
async def test_what_means_nothing_is_only_consumed(chat: Chat, event: Event) -> None:
    await chat.begins()
    commit = await chat.hears(event)

    assert (commit.study, commit.record, commit.orders) == ("", b"", ())
    assert commit.arrival == "1-1"
