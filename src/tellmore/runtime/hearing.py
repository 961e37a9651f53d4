"""What written words mean where only a tap was asked for: people type *yes* as well."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from tellmore.interview import phrases
from tellmore.interview.events import (
    AskedForLanguages,
    Chose,
    Consented,
    Declined,
    DeletionCancelled,
    DeletionConfirmed,
    Event,
    LanguageChosen,
    Said,
)
from tellmore.interview.moves import pending_use
from tellmore.interview.session import Phase, Session
from tellmore.languages import names
from tellmore.languages.catalogues import Catalogues
from tellmore.languages.choosing import languages_called, simplified
from tellmore.languages.detection import Verdict
from tellmore.languages.language import Language
from tellmore.runtime.voice import option_labels
from tellmore.study.closed_question import Options
from tellmore.study.consent import Use
from tellmore.study.study import Study

_MOST_WORDS_OF_A_NAME = 3
_MOST_WORDS_OF_A_WISH = 6
_WISHES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<name>.+) (please|bitte|por favor|s il vous plait|пожалуиста)",
        r"please (in )?(?P<name>.+)",
        r"(can|could|may) (we|you|i) (speak|talk|write|continue|go on|use)( in)? (?P<name>.+)",
        r"(speak|talk|write|switch|change)( in| to)? (?P<name>.+)",
    )
)
"""How people ask for a language in so many words; nothing else in the message."""


class Detector(Protocol):
    """Tells in which language something is written."""

    def detect(self, text: str) -> Verdict:
        """Return what ``text`` seems to be written in."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Understands typed labels in every language that there is a catalogue for."""

    catalogues: Catalogues
    detector: Detector

    def understand(self, study: Study, session: Session, event: Event) -> Event:
        """Return the tap that a typed label stands for, or the event as it is."""
        if isinstance(event, Said) and session.deleting:
            return self._deletion(session, event)
        if not isinstance(event, Said) or session.paused:
            return event
        if session.choosing and (called := self._called(study, session, event)):
            return called
        match session.phase:
            case Phase.INVITING:
                return self._called(study, session, event) or event
            case Phase.LISTENING | Phase.THINKING:
                return self._wish(study, session, event) or self._heard(study, session, event)
            case Phase.CONSENTING:
                return self._consent(study, session, event)
            case Phase.SCREENING | Phase.CLOSING if session.current:
                return self._option(study, session, event)
            case Phase.CLOSING:
                return self._consent(study, session, event)
            case _:
                return event

    # --- languages ---

    def _called(self, study: Study, session: Session, event: Said) -> Event | None:
        """Return the choice that a written name stands for, where a list is open."""
        found = languages_called(event.text, self._offered(study), spoken=session.language)
        if len(found) == 1:
            return LanguageChosen(at=event.at, language=found[0])
        if found:
            return AskedForLanguages(at=event.at, among=found)
        if len(event.text.split()) <= _MOST_WORDS_OF_A_NAME:
            return AskedForLanguages(at=event.at, page=1, unknown=True)
        return None  # whoever writes more has gone on with the interview

    def _wish(self, study: Study, session: Session, event: Said) -> Event | None:
        """Return the choice behind a message such as “English please”."""
        written = simplified(event.text)
        if len(written.split()) > _MOST_WORDS_OF_A_WISH:
            return None
        for pattern in _WISHES:
            if asked := pattern.fullmatch(written):
                found = languages_called(
                    asked["name"], self._offered(study), spoken=session.language, exact=True
                )
                if len(found) == 1 and found[0] != session.language:
                    return LanguageChosen(at=event.at, language=found[0])
        return None

    def _heard(self, study: Study, session: Session, event: Said) -> Said:
        """Return what was said with the language and script that it is written in."""
        verdict = self.detector.detect(event.text)
        spoken = self.catalogues.language(session.language)
        usual = {spoken.script} if spoken else set[str]()
        if usual & {"Hans", "Hant"}:
            usual.add("Hani")
        return replace(
            event,
            written=verdict.tag if verdict.sure and verdict.tag in study.languages else "",
            script="" if verdict.script in usual else verdict.script,
        )

    def _offered(self, study: Study) -> tuple[Language, ...]:
        return tuple(one for one in self.catalogues.languages if one.tag in study.languages)

    # --- labels ---

    def _deletion(self, session: Session, event: Said) -> Event:
        words = self._meanings(
            session.language,
            {
                phrases.BUTTON_YES: True,
                phrases.BUTTON_DELETE: True,
                phrases.BUTTON_NO: False,
                phrases.BUTTON_KEEP: False,
            },
        )
        match words.get(plainly(event.text)):
            case True:
                return DeletionConfirmed(at=event.at)
            case False:
                return DeletionCancelled(at=event.at)
            case None:
                return event

    def _consent(self, study: Study, session: Session, event: Said) -> Event:
        use = pending_use(study, session)
        if use is None:
            return event
        words = self._yes_no(session.language, agree=use is Use.ANALYSIS)
        match words.get(plainly(event.text)):
            case True:
                return Consented(at=event.at, use=use)
            case False:
                return Declined(at=event.at, use=use)
            case None:
                return event

    def _yes_no(self, language: str, *, agree: bool) -> Mapping[str, bool]:
        keys = {phrases.BUTTON_YES: True, phrases.BUTTON_NO: False}
        if agree:
            keys |= {phrases.BUTTON_AGREE: True, phrases.BUTTON_DECLINE: False}
        return self._meanings(language, keys)

    def _meanings(self, language: str, keys: Mapping[str, bool]) -> Mapping[str, bool]:
        return {plainly(self.catalogues.render(language, key)): yes for key, yes in keys.items()}

    def _option(self, study: Study, session: Session, event: Said) -> Event:
        question = study.closed(session.current)
        if question.source is Options.COUNTRY:
            code = names.country_called(event.text, session.language)
            return Chose(at=event.at, question=question.key, option=code) if code else event
        labels = option_labels(question, self.catalogues, session.language, source=study.source)
        written = plainly(event.text)
        for code, label in labels.items():
            if written in {plainly(label), code.lower()}:
                return Chose(at=event.at, question=question.key, option=code)
        return event


def plainly(text: str) -> str:
    """Return a text without case, punctuation, marks and doubled space, for comparison."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(c if unicodedata.category(c)[0] in "LNMZ" else " " for c in folded)
    return " ".join(kept.split())
