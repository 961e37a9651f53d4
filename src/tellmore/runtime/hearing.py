"""What written words mean where only a tap was asked for: people type *yes* as well."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from tellmore.interview import phrases
from tellmore.interview.events import (
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
from tellmore.runtime.rendering import option_labels
from tellmore.study.closed_question import Options
from tellmore.study.consent import Use
from tellmore.study.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Understands typed labels in every language that there is a catalogue for."""

    catalogues: Catalogues

    def understand(self, study: Study, session: Session, event: Event) -> Event:
        """Return the tap that a typed label stands for, or the event as it is."""
        if isinstance(event, Said) and session.deleting:
            return self._deletion(session, event)
        if not isinstance(event, Said) or session.paused:
            return event
        match session.phase:
            case Phase.INVITING:
                return self._language(study, event)
            case Phase.CONSENTING:
                return self._consent(study, session, event)
            case Phase.SCREENING | Phase.CLOSING if session.current:
                return self._option(study, session, event)
            case Phase.CLOSING:
                return self._consent(study, session, event)
            case _:
                return event

    def _language(self, study: Study, event: Said) -> Event:
        written = plainly(event.text)
        for language in self.catalogues.languages:
            called = {plainly(language.endonym), plainly(language.english), language.tag.lower()}
            if language.tag in study.languages and written in called:
                return LanguageChosen(at=event.at, language=language.tag)
        return event

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
