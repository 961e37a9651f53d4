"""One turn: from what arrived to everything that it changes, as one commit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import msgspec

from tellmore.interview import phrases
from tellmore.interview.effects import (
    Effect,
    Erase,
    Export,
    GiveData,
    ProposeProbe,
    Redact,
    StopWaiting,
    WaitUntil,
)
from tellmore.interview.events import Edited, Event, Exported, Invited, Said
from tellmore.interview.funnel import stages
from tellmore.interview.journal import Record, decode_record, encode_record, redact
from tellmore.interview.outcome import Outcome
from tellmore.interview.phases.closed import can_reopen
from tellmore.interview.session import Session
from tellmore.interview.step import step
from tellmore.interview.transcript import transcript
from tellmore.languages.tags import negotiate
from tellmore.recruiting.invites import Refusal, invite_of
from tellmore.runtime.arrivals import Arrival, Erased, Started, Ungrouped
from tellmore.runtime.hearing import Hearing
from tellmore.runtime.interviews import ErasureOrder, ExportOrder, encode_export_order
from tellmore.runtime.messages import Message
from tellmore.runtime.orders import AcknowledgeTap, MarkChoice, Order, Propose, Send, Task
from tellmore.runtime.ports import Commit, Participant, Studies
from tellmore.runtime.rendering import Speaker, Spoken
from tellmore.study.consent import Use
from tellmore.study.study import Study


class Journals(Protocol):
    """Reads the record of a session."""

    async def journal(self, participant: str, study: str) -> tuple[bytes, ...]:
        """Return the journal's lines, in order; none for a session that never was."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumed:
    """What a commit takes out of the streams: an arrival, or an order whose reply came."""

    arrival: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Decides what an arrival changes; writes nothing.

    Attributes:
        studies: Where studies are found.
        journals: Where records are found, for taking back and handing out.
        speaker: Finds the words.
        hearing: Understands typed labels.
        secret: Of the signatures of invites.
    """

    studies: Studies
    journals: Journals
    speaker: Speaker
    hearing: Hearing
    secret: bytes

    async def plan(self, participant: Participant, arrival: Arrival, consumed: Consumed) -> Commit:
        """Return everything that ``arrival`` changes, as one commit."""
        happening = arrival.happening
        match happening:
            case Started():
                return await self._start(participant, arrival, happening, consumed)
            case Erased():
                told = self.speaker.erased(
                    receipt=happening.receipt,
                    records=happening.records,
                    language=self.speaker.language_for(happening.language),
                )
                return self._reply(participant, arrival, told, consumed)
            case Ungrouped():
                told = self.speaker.phrase(
                    phrases.GROUP, language=self._language(participant, arrival)
                )
                return self._reply(participant, arrival, told, consumed)
            case _:
                pass
        key = arrival.study or participant.current
        session = participant.sessions.get(key)
        if session is None:
            return self._stranger(participant, arrival, consumed)
        study = await self.studies.pinned(session.version)
        event = self.hearing.understand(study, session, happening)
        return await self._advance(participant, arrival, study, event, consumed)

    # --- nobody we know ---

    def _stranger(self, participant: Participant, arrival: Arrival, consumed: Consumed) -> Commit:
        if not arrival.id or arrival.tap or isinstance(arrival.happening, Edited):
            return self._reply(participant, arrival, None, consumed)
        language = self._language(participant, arrival)
        told = self.speaker.phrase(phrases.INVITE_NEEDED, language=language)
        return self._reply(participant, arrival, told, consumed)

    def _reply(
        self,
        participant: Participant,
        arrival: Arrival,
        message: Message | None,
        consumed: Consumed,
    ) -> Commit:
        """Answer outside of any session: nothing is kept but that the arrival was seen."""
        tasks = [Send(message=message)] if message else []
        orders = _orders(participant, arrival, tasks)
        return Commit(
            participant=participant,
            study="",
            at=arrival.happening.at,
            orders=orders,
            seen=arrival.id,
            arrival=consumed.arrival,
            order=consumed.order,
        )

    def _language(self, participant: Participant, arrival: Arrival) -> str:
        session = participant.sessions.get(participant.current)
        wanted = (session.language if session else "") or arrival.hint
        return self.speaker.language_for(wanted)

    # --- coming in ---

    async def _start(
        self, participant: Participant, arrival: Arrival, started: Started, consumed: Consumed
    ) -> Commit:
        invited = await self._invite(participant, started)
        if isinstance(invited, str):
            language = self._language(participant, arrival)
            told = self.speaker.phrase(invited, language=language)
            return self._reply(participant, arrival, told, consumed)
        study, name = invited
        session = participant.sessions.get(study.key)
        if session is not None:
            study = await self.studies.pinned(session.version)
        event = Invited(
            at=started.at,
            version=study.version,
            invite=name,
            order=study.order(),
            language=negotiate(arrival.hint, self.speaker.languages_of(study)),
            hint=arrival.hint,
        )
        entering = replace(participant, current=study.key)
        return await self._advance(entering, arrival, study, event, consumed)

    async def _invite(self, participant: Participant, started: Started) -> tuple[Study, str] | str:
        """Return the study that is entered and by what, or the phrase that says why not."""
        if not started.payload:
            only = self.studies.keys()
            key = participant.current or (only[0] if len(only) == 1 else "")
            study = await self.studies.current(key) if key else None
            return (study, "") if study else phrases.INVITE_NEEDED
        invite = invite_of(started.payload, secret=self.secret, at=started.at)
        if isinstance(invite, Refusal):
            refused = {
                Refusal.EXPIRED: phrases.INVITE_EXPIRED,
                Refusal.UNKNOWN: phrases.INVITE_UNKNOWN,
            }
            return refused[invite]
        study = await self.studies.current(invite.study)
        return (study, invite.name) if study else phrases.INVITE_UNKNOWN

    # --- inside an interview ---

    async def _advance(
        self,
        participant: Participant,
        arrival: Arrival,
        study: Study,
        event: Event,
        consumed: Consumed,
    ) -> Commit:
        before = participant.sessions.get(study.key, Session())
        outcome = step(study, before, event)
        after = outcome.session
        records = await self._records_needed(participant.id, study.key, outcome.effects)
        newest = isinstance(event, Exported) and event.revision >= after.revision
        exported = after.revision if newest else None
        spoken = self._speak(participant, arrival, study, before, outcome, records)
        changed = after != before or bool(outcome.effects)
        number = participant.version + 1
        record = Record(number=number, event=_without_words(before, event), uttered=spoken.uttered)
        kept = replace(
            participant,
            address=arrival.address,
            sessions={**participant.sessions, study.key: after},
        )
        tasks: list[Send | Propose] = [Send(message=message) for message in spoken.messages]
        tasks += [
            Propose(study=study.key, version=after.version, language=after.language, effect=effect)
            for effect in outcome.effects
            if isinstance(effect, ProposeProbe)
        ]
        erase = any(isinstance(effect, Erase) for effect in outcome.effects)
        return Commit(
            participant=kept,
            study=study.key if changed else "",
            at=event.at,
            record=encode_record(record) if changed else b"",
            redactions=_redactions(outcome.effects, records),
            orders=_orders(participant, arrival, tasks),
            exports=_exports(kept, study, event, outcome, records),
            due=_due(outcome.effects),
            stop_timer=any(isinstance(effect, StopWaiting) for effect in outcome.effects),
            counts=tuple(f"{stage}|{after.language}" for stage in stages(study, before, after)),
            seen=arrival.id,
            arrival=consumed.arrival,
            order=consumed.order,
            erase=erase,
            finished=_ordered_revision(outcome.effects),
            exported=exported,
            archive=await self._archive(participant.id, study.key, before, exported),
        )

    async def _records_needed(
        self, participant: str, study: str, effects: tuple[Effect, ...]
    ) -> tuple[Record, ...]:
        """Read the journal back, but only for the few effects that need it."""
        if not any(isinstance(effect, GiveData | Redact | Erase) for effect in effects):
            return ()
        lines = await self.journals.journal(participant, study)
        return tuple(decode_record(line) for line in lines)

    async def _archive(
        self, participant: str, study: str, before: Session, exported: int | None
    ) -> tuple[bytes, ...]:
        """Return the journal of a session that is exported and cannot be reopened."""
        final = before.disposition is not None and not can_reopen(before)
        if exported is None or not final:
            return ()
        return await self.journals.journal(participant, study)

    def _speak(
        self,
        participant: Participant,
        arrival: Arrival,
        study: Study,
        before: Session,
        outcome: Outcome,
        records: tuple[Record, ...],
    ) -> Spoken:
        after = outcome.session
        wanted = after.language or arrival.hint
        language = self.speaker.language_for(wanted)
        held = ""
        if any(isinstance(effect, GiveData) for effect in outcome.effects):
            held = everything_held(participant.id, study, after, records)
        spoken = self.speaker.speak(study, after, outcome.effects, language=language, held=held)
        if after.language == before.language or not spoken.messages:
            return spoken
        first = replace(spoken.messages[0], commands_in=after.language)
        return replace(spoken, messages=(first, *spoken.messages[1:]))


def everything_held(
    participant: str, study: Study, session: Session, records: tuple[Record, ...]
) -> str:
    """Return all that we hold about a participant in one study, as readable JSON."""
    held = {
        "participant": participant,
        "study": study.key,
        "version": session.version,
        "session": session,
        "transcript": transcript(records),
        "journal": [msgspec.Raw(encode_record(record)) for record in records],
    }
    return msgspec.json.format(msgspec.json.encode(held), indent=2).decode()


def _without_words(before: Session, event: Event) -> Event:
    """Return the event as it may be kept: before consent no word is."""
    if isinstance(event, Said | Edited) and not before.agreed(Use.ANALYSIS):
        return replace(event, text="")
    return event


def _orders(
    participant: Participant, arrival: Arrival, tasks: Sequence[Send | Propose]
) -> tuple[Order, ...]:
    """Return a step's orders: a tap is acknowledged first and marked last, after the words."""
    before: list[Task] = [AcknowledgeTap(tap=arrival.tap)] if arrival.tap else []
    after: list[Task] = []
    if arrival.tap and arrival.label:
        after.append(MarkChoice(keyboard=arrival.keyboard, label=arrival.label))
    number = participant.version + 1
    return tuple(
        Order(
            id=f"{participant.id}:{number}:{index}",
            participant=participant.id,
            address=arrival.address,
            at=arrival.happening.at,
            task=task,
        )
        for index, task in enumerate((*before, *tasks, *after))
    )


def _redactions(
    effects: tuple[Effect, ...], records: tuple[Record, ...]
) -> tuple[tuple[int, bytes], ...]:
    taken_back = frozenset(
        message for effect in effects if isinstance(effect, Redact) for message in effect.messages
    )
    if not taken_back:
        return ()
    redacted = [(index, redact(record, taken_back)) for index, record in enumerate(records)]
    return tuple(
        (index, encode_record(record)) for index, record in redacted if record is not records[index]
    )


def _exports(
    participant: Participant,
    study: Study,
    event: Event,
    outcome: Outcome,
    records: tuple[Record, ...],
) -> tuple[bytes, ...]:
    orders: list[ExportOrder | ErasureOrder] = []
    for effect in outcome.effects:
        if isinstance(effect, Export):
            orders.append(
                ExportOrder(participant=participant.id, study=study.key, revision=effect.revision)
            )
        elif isinstance(effect, Erase):
            orders.append(
                ErasureOrder(
                    participant=participant.id,
                    study=study.key,
                    version=outcome.session.version,
                    language=outcome.session.language,
                    address=str(participant.address),
                    records=len(records) + 1,
                    at=event.at,
                )
            )
    return tuple(encode_export_order(order) for order in orders)


def _due(effects: tuple[Effect, ...]) -> datetime | None:
    dues = [effect.due for effect in effects if isinstance(effect, WaitUntil)]
    return dues[-1] if dues else None


def _ordered_revision(effects: tuple[Effect, ...]) -> int | None:
    revisions = [effect.revision for effect in effects if isinstance(effect, Export)]
    return revisions[-1] if revisions else None
