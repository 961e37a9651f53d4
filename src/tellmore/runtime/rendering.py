"""From effects to messages: finds each word in the participant's language.

What one step says becomes as few messages as possible, because on a phone one turn is one
bubble: utterances are joined until one of them ends in buttons or a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from tellmore.interview import phrases
from tellmore.interview.effects import (
    Ask,
    AskClosed,
    AskConsent,
    Close,
    ConfirmDeletion,
    Effect,
    Explain,
    GiveData,
    OfferLanguages,
    Probe,
    Say,
    Utterance,
)
from tellmore.interview.journal import Uttered
from tellmore.interview.session import Session
from tellmore.languages import names
from tellmore.languages.catalogues import SOURCE, Catalogues
from tellmore.languages.tags import negotiate
from tellmore.runtime import buttons
from tellmore.runtime.commands import COMMANDS
from tellmore.runtime.messages import Attachment, Button, Message, Paragraph, Style
from tellmore.study.closed_question import ClosedQuestion, Options
from tellmore.study.consent import Use
from tellmore.study.study import Study
from tellmore.study.wording import Wording, worded

LIKELY_COUNTRIES = 8
"""Buttons offered for the country; any other country is written."""

WIDE = 14
"""Labels longer than this, in characters, get a row of their own."""


@dataclass(frozen=True, slots=True)
class _Part:
    paragraphs: tuple[Paragraph, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What a step says: the messages, and the same for the journal."""

    messages: tuple[Message, ...]
    uttered: tuple[Uttered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Speaks the interviewer's part in every language that there is a catalogue for."""

    catalogues: Catalogues

    def speak(
        self,
        study: Study,
        session: Session,
        effects: Iterable[Effect],
        *,
        language: str,
        held: str = "",
    ) -> Spoken:
        """Return what ``effects`` say.

        Args:
            study: The session's study.
            session: As it is after the step.
            effects: Of one step; those without words are passed over.
            language: In which to speak.
            held: Everything that we hold about the participant, for `GiveData`.
        """
        voice = _Voice(self.catalogues, study, session, language, held)
        utterances = [effect for effect in effects if isinstance(effect, Utterance)]
        said = [(_key(utterance), voice.part(utterance)) for utterance in utterances]
        uttered = tuple(
            Uttered(key=key, text="\n\n".join(one.text for one in part.paragraphs))
            for key, part in said
        )
        return Spoken(messages=_joined([part for _, part in said]), uttered=uttered)

    def phrase(self, key: str, *, language: str) -> Message:
        """Return one fixed phrase as a message, for somebody who is in no interview."""
        return Message(paragraphs=(Paragraph(text=self.catalogues.render(language, key)),))

    def erased(self, *, receipt: str, records: int, language: str) -> Message:
        """Return the message that proves a deletion."""
        text = self.catalogues.render(language, phrases.DELETE_DONE, n=records, receipt=receipt)
        return Message(paragraphs=(Paragraph(text=text),))

    def language_for(self, wanted: str) -> str:
        """Return the language to speak with somebody who wants ``wanted``: English if none."""
        if self.catalogues.language(wanted) is not None:
            return wanted
        return negotiate(wanted, self.catalogues.tags) or SOURCE

    def languages_of(self, study: Study) -> tuple[str, ...]:
        """Return the languages in which a study can run: worded, and with a catalogue."""
        return tuple(tag for tag in study.languages if tag in self.catalogues.tags)


def _key(effect: Utterance) -> str:  # noqa: C901 - one case an effect
    match effect:
        case Say():
            return f"say:{effect.phrase}"
        case OfferLanguages():
            return "say:language.ask"
        case AskConsent():
            return f"consent:{effect.use}"
        case AskClosed():
            return f"closed:{effect.question}"
        case Ask():
            return f"ask:{effect.question}"
        case Probe():
            return f"probe:{effect.question}"
        case Explain():
            return f"explain:{effect.question}"
        case ConfirmDeletion():
            return "say:delete.ask"
        case GiveData():
            return "say:mydata"
        case Close():
            return f"close:{effect.disposition}"
        case _:
            assert_never(effect)


def _joined(parts: list[_Part]) -> tuple[Message, ...]:
    messages: list[Message] = []
    paragraphs: tuple[Paragraph, ...] = ()
    for part in parts:
        paragraphs = (*paragraphs, *part.paragraphs)
        if part.rows or part.attachment:
            messages.append(
                Message(paragraphs=paragraphs, buttons=part.rows, attachment=part.attachment)
            )
            paragraphs = ()
    if paragraphs:
        messages.append(Message(paragraphs=paragraphs))
    return tuple(messages)


def _plain(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text=text) for text in texts if text)


def _in_rows(offered: list[Button]) -> tuple[tuple[Button, ...], ...]:
    """Lay buttons out: short ones two to a row, long ones alone."""
    if any(len(button.label) > WIDE for button in offered):
        return tuple((button,) for button in offered)
    return tuple(tuple(offered[i : i + 2]) for i in range(0, len(offered), 2))


@dataclass(frozen=True, slots=True)
class _Voice:
    """One participant's language, in one study."""

    catalogues: Catalogues
    study: Study
    session: Session
    language: str
    held: str

    def part(self, effect: Utterance) -> _Part:  # noqa: C901 - one case an effect
        match effect:
            case Say():
                return self._say(effect.phrase)
            case OfferLanguages():
                return self._offer_languages()
            case AskConsent():
                return self._ask_consent(effect.use)
            case AskClosed():
                return self._ask_closed(self.study.closed(effect.question))
            case Ask():
                return self._ask(effect)
            case Probe():
                return _Part(_plain(effect.text))
            case Explain():
                return self._explain(effect.question)
            case ConfirmDeletion():
                rows = self._choice(
                    (phrases.BUTTON_DELETE, buttons.DELETE), (phrases.BUTTON_KEEP, buttons.KEEP)
                )
                return _Part(_plain(self._phrase(phrases.DELETE_ASK)), rows)
            case GiveData():
                attachment = Attachment(name=f"{self.study.key}.json", text=self.held)
                return _Part(_plain(self._phrase(phrases.MYDATA)), (), attachment)
            case Close():
                return self._close(effect)
            case _:
                assert_never(effect)

    # --- words ---

    def _phrase(self, key: str, n: int | None = None, **values: str | int) -> str:
        return self.catalogues.render(self.language, key, n=n, **values)

    def _worded(self, wording: Wording) -> str:
        return worded(wording, self.language, source=self.study.source) if wording else ""

    def _choice(self, *labelled: tuple[str, str]) -> tuple[tuple[Button, ...], ...]:
        return _in_rows([Button(label=self._phrase(k), data=data) for k, data in labelled])

    # --- effects ---

    def _say(self, key: str) -> _Part:
        match key:
            case phrases.HELP:
                lines = [f"/{c.name} - {self._phrase(c.phrase)}" for c in COMMANDS]
                return _Part(_plain(self._phrase(key), "\n".join(lines)))
            case phrases.PRIVACY_WHO:
                return _Part(self._privacy())
            case phrases.TAP if self._asks_country():
                return _Part(_plain(self._phrase(phrases.COUNTRY_UNKNOWN)))
            case phrases.PAUSED:
                return _Part(
                    _plain(self._phrase(key)), self._choice((phrases.BUTTON_RESUME, buttons.RESUME))
                )
            case phrases.LANGUAGE_CHANGED:
                language = self.catalogues.language(self.language)
                endonym = language.endonym if language else self.language
                return _Part(_plain(self._phrase(key, language=endonym)))
            case _:
                return _Part(_plain(self._phrase(key)))

    def _asks_country(self) -> bool:
        """Tell whether a country is open, which is written as often as tapped."""
        closed = (*self.study.screener, *self.study.closing)
        open_one = next((one for one in closed if one.key == self.session.current), None)
        return open_one is not None and open_one.source is Options.COUNTRY

    def _privacy(self) -> tuple[Paragraph, ...]:
        return _plain(
            self._phrase(phrases.PRIVACY_WHO, organisation=self.study.organisation),
            self._phrase(phrases.PRIVACY_WHAT),
            self._phrase(phrases.PRIVACY_KEPT, n=self.study.retention.days),
            self._phrase(phrases.PRIVACY_RIGHTS),
            self._phrase(phrases.PRIVACY_CONTACT, contact=self.study.contact),
        )

    def _offer_languages(self) -> _Part:
        offered = [
            Button(label=language.endonym, data=buttons.choose_language(language.tag))
            for language in self.catalogues.languages
            if language.tag in self.study.languages
        ]
        return _Part(_plain(self._phrase(phrases.LANGUAGE_ASK)), _in_rows(offered))

    def _ask_consent(self, use: Use) -> _Part:
        first = use is self.study.consent.before()[0]
        paragraphs = self._introduction() if first else ()
        strong = Paragraph(text=self._consent_question(use), style=Style.STRONG)
        if use is Use.ANALYSIS:
            form = _plain(
                self._worded(self.study.consent.text), self._phrase(phrases.CONSENT_RIGHTS)
            )
            rows = self._choice(
                (phrases.BUTTON_AGREE, buttons.agree(use, given=True)),
                (phrases.BUTTON_DECLINE, buttons.agree(use, given=False)),
            )
            return _Part((*paragraphs, *form, strong), (*rows, *self._language_row()))
        rows = self._choice(
            (phrases.BUTTON_YES, buttons.agree(use, given=True)),
            (phrases.BUTTON_NO, buttons.agree(use, given=False)),
        )
        more = self._language_row() if first else ()
        return _Part((*paragraphs, strong), (*rows, *more))

    def _introduction(self) -> tuple[Paragraph, ...]:
        study = self.study
        return _plain(
            self._phrase(phrases.CONSENT_INTRO, organisation=study.organisation),
            self._phrase(
                phrases.CONSENT_PURPOSE,
                title=self._worded(study.title),
                purpose=self._worded(study.purpose),
            ),
            self._phrase(phrases.CONSENT_MINUTES, n=study.minutes),
        )

    def _consent_question(self, use: Use) -> str:
        match use:
            case Use.AGE:
                return self._phrase(phrases.CONSENT_AGE, n=self.study.consent.minimum_age)
            case Use.ANALYSIS:
                return self._phrase(phrases.CONSENT_ASK)
            case Use.QUOTATION:
                return self._phrase(phrases.CONSENT_QUOTATION)
            case Use.RELEASE:
                return self._phrase(phrases.CONSENT_RELEASE)

    def _language_row(self) -> tuple[tuple[Button, ...], ...]:
        if len(self.study.languages) == 1:
            return ()
        label = f"🌐 {self._phrase(phrases.LANGUAGE_MORE)}"
        return ((Button(label=label, data=buttons.LANGUAGES),),)

    def _ask(self, effect: Ask) -> _Part:
        progress = self._phrase(phrases.PROGRESS, n=effect.number, total=effect.total)
        question = self._worded(self.study.question(effect.question).text)
        return _Part(
            (
                Paragraph(text=progress, style=Style.QUIET),
                Paragraph(text=question, style=Style.STRONG),
            )
        )

    def _explain(self, key: str) -> _Part:
        question = self.study.question(key)
        explanation = self._worded(question.explanation) or self._phrase(phrases.EXPLAIN)
        strong = Paragraph(text=self._worded(question.text), style=Style.STRONG)
        return _Part((*_plain(explanation), strong))

    def _ask_closed(self, question: ClosedQuestion) -> _Part:
        strong = Paragraph(text=self._worded(question.text), style=Style.STRONG)
        labels = option_labels(question, self.catalogues, self.language, source=self.study.source)
        if question.source is Options.COUNTRY:
            hint = _plain(self._phrase(phrases.COUNTRY_WRITE))
            likely = [
                Button(label=labels[code], data=buttons.choose(question.key, code))
                for code in names.likely_countries(self.language, LIKELY_COUNTRIES)
                if code in labels
            ]
            return _Part((strong, *hint), _in_rows(likely))
        if question.source is Options.SCALE:
            ends = [
                f"{option.code} = {self._worded(option.text)}"
                for option in question.options
                if option.text
            ]
            row = tuple(
                Button(label=option.code, data=buttons.choose(question.key, option.code))
                for option in question.options
            )
            return _Part((strong, *_plain("\n".join(ends))), (row,))
        offered = [
            Button(label=label, data=buttons.choose(question.key, code))
            for code, label in labels.items()
        ]
        return _Part((strong,), _in_rows(offered))

    def _close(self, effect: Close) -> _Part:
        said = _plain(self._phrase(effect.phrase)) if effect.phrase else ()
        to_the_end = effect.phrase == phrases.CLOSED_COMPLETE  # some skip most of the questions
        farewell = _plain(self._worded(self.study.farewell)) if to_the_end else ()
        return _Part((*said, *farewell))


def option_labels(
    question: ClosedQuestion, catalogues: Catalogues, language: str, *, source: str
) -> Mapping[str, str]:
    """Return what each option's code is called in ``language``, in the question's order."""
    if question.source is Options.COUNTRY:
        return names.country_names(language)
    if question.source is Options.YES_NO:
        yes_no = {"yes": phrases.BUTTON_YES, "no": phrases.BUTTON_NO}
        return {o.code: catalogues.render(language, yes_no[o.code]) for o in question.options}
    return {
        option.code: worded(option.text, language, source=source) if option.text else option.code
        for option in question.options
    }
