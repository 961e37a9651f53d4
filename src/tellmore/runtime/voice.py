"""One participant's language in one study: finds the words of each utterance."""

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
    Explain,
    Follow,
    GiveData,
    OfferLanguage,
    OfferLanguages,
    Probe,
    Say,
    Utterance,
)
from tellmore.interview.session import Session
from tellmore.languages import names
from tellmore.languages.catalogues import Catalogues
from tellmore.languages.language import Language
from tellmore.runtime import buttons
from tellmore.runtime.commands import COMMANDS
from tellmore.runtime.language_buttons import FEW_LANGUAGES, endonyms, likeliest, page_of
from tellmore.runtime.messages import Attachment, Button, Paragraph, Style
from tellmore.study.closed_question import ClosedQuestion, Options
from tellmore.study.consent import Use
from tellmore.study.study import Study
from tellmore.study.wording import Wording, worded

LIKELY_COUNTRIES = 8
"""Buttons offered for the country; any other country is written."""

_PLAIN = {
    phrases.CONSENT_RIGHTS: phrases.CONSENT_RIGHTS_SIMPLE,
    phrases.CONSENT_QUOTATION: phrases.CONSENT_QUOTATION_SIMPLE,
    phrases.CONSENT_RELEASE: phrases.CONSENT_RELEASE_SIMPLE,
    phrases.PRIVACY_WHAT: phrases.PRIVACY_WHAT_SIMPLE,
    phrases.PRIVACY_RIGHTS: phrases.PRIVACY_RIGHTS_SIMPLE,
}
"""Phrases that there are in plain language too."""

WIDE = 14
"""Labels longer than this, in characters, get a row of their own."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one utterance becomes: paragraphs, and buttons or a file below them."""

    paragraphs: tuple[Paragraph, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """One participant's language, in one study."""

    catalogues: Catalogues
    study: Study
    session: Session
    language: str
    held: str

    def part(self, effect: Utterance) -> Part:  # noqa: C901 - one case an effect
        """Return what ``effect`` says."""
        match effect:
            case Say():
                return self._say(effect.phrase)
            case OfferLanguages() | Follow() | OfferLanguage():
                return self._of_languages(effect)
            case AskConsent():
                return self._ask_consent(effect.use)
            case AskClosed():
                return self._ask_closed(self.study.closed(effect.question))
            case Ask():
                return self._ask(effect)
            case Probe():
                return Part(_paragraphs(effect.text))
            case Explain():
                return self._explain(effect.question)
            case ConfirmDeletion():
                rows = self._choice(
                    (phrases.BUTTON_DELETE, buttons.DELETE), (phrases.BUTTON_KEEP, buttons.KEEP)
                )
                return Part(_paragraphs(self._phrase(phrases.DELETE_ASK)), rows)
            case GiveData():
                attachment = Attachment(name=f"{self.study.key}.json", text=self.held)
                return Part(_paragraphs(self._phrase(phrases.MYDATA)), (), attachment)
            case Close():
                return self._close(effect)
            case _:
                assert_never(effect)

    # --- words ---

    def _phrase(self, key: str, n: int | None = None, **values: str | int) -> str:
        return self.catalogues.render(self.language, key, n=n, **values)

    def _leveled(self, key: str) -> str:
        """Return a phrase in plain language if the study wants it."""
        return self._phrase(_PLAIN[key] if self.study.consent.plain else key)

    def _worded(self, wording: Wording) -> str:
        return worded(wording, self.language, source=self.study.source) if wording else ""

    def _choice(self, *labelled: tuple[str, str]) -> tuple[tuple[Button, ...], ...]:
        return _in_rows([Button(label=self._phrase(k), data=data) for k, data in labelled])

    # --- effects ---

    def _say(self, key: str) -> Part:
        match key:
            case phrases.HELP:
                lines = [f"/{c.name} - {self._phrase(c.phrase)}" for c in COMMANDS]
                return Part(_paragraphs(self._phrase(key), "\n".join(lines)))
            case phrases.PRIVACY_WHO:
                return Part(self._privacy())
            case phrases.TAP if self._asks_country():
                return Part(_paragraphs(self._phrase(phrases.COUNTRY_UNKNOWN)))
            case phrases.PAUSED:
                return Part(
                    _paragraphs(self._phrase(key)),
                    self._choice((phrases.BUTTON_RESUME, buttons.RESUME)),
                )
            case phrases.LANGUAGE_CHANGED:
                return Part(_paragraphs(self._phrase(key, language=self._endonym(self.language))))
            case _:
                return Part(_paragraphs(self._phrase(key)))

    def _asks_country(self) -> bool:
        """Tell whether a country is open, which is written as often as tapped."""
        closed = (*self.study.screener, *self.study.closing)
        open_one = next((one for one in closed if one.key == self.session.current), None)
        return open_one is not None and open_one.source is Options.COUNTRY

    def _privacy(self) -> tuple[Paragraph, ...]:
        return _paragraphs(
            self._phrase(phrases.PRIVACY_WHO, organisation=self.study.organisation),
            self._leveled(phrases.PRIVACY_WHAT),
            self._phrase(phrases.PRIVACY_KEPT, n=self.study.retention.days),
            self._leveled(phrases.PRIVACY_RIGHTS),
            self._phrase(phrases.PRIVACY_CONTACT, contact=self.study.contact),
        )

    def _of_languages(self, effect: OfferLanguages | Follow | OfferLanguage) -> Part:
        match effect:
            case Follow():
                said = self._phrase(phrases.LANGUAGE_SWITCHED, language=self._endonym(effect.to))
                return Part(_paragraphs(said), endonyms(self._spoken((effect.to, effect.back))))
            case OfferLanguage():
                asked = self._phrase(
                    phrases.LANGUAGE_OFFER, language=self._endonym(effect.language)
                )
                tags = (effect.language, effect.stay)
                labels = (phrases.BUTTON_YES, phrases.BUTTON_NO)
                data = (buttons.choose_language(tag) for tag in tags)
                return Part(_paragraphs(asked), self._choice(*zip(labels, data, strict=True)))
            case OfferLanguages():
                return self._offer_languages(effect)

    def _offer_languages(self, effect: OfferLanguages) -> Part:
        ours = self._spoken(self.study.languages)
        ask = _paragraphs(self._phrase(phrases.LANGUAGE_ASK))
        if effect.among:
            return Part(ask, endonyms(one for one in ours if one.tag in effect.among))
        if len(ours) <= FEW_LANGUAGES:
            return Part(ask, endonyms(ours))
        if not effect.page:
            hint = self.session.hint or self.session.language
            return Part(ask, (*likeliest(ours, hint=hint), *self._more_languages()))
        write = _paragraphs(self._phrase(phrases.LANGUAGE_WRITE))
        return Part((*ask, *write), page_of(ours, effect.page))

    def _endonym(self, tag: str) -> str:
        language = self.catalogues.language(tag)
        return language.endonym if language else tag

    def _spoken(self, tags: Iterable[str]) -> tuple[Language, ...]:
        """Return those that we speak of the languages ``tags``, in the listing's order."""
        wanted = frozenset(tags)
        return tuple(one for one in self.catalogues.languages if one.tag in wanted)

    def _ask_consent(self, use: Use) -> Part:
        first = use is self.study.consent.before()[0]
        paragraphs = self._introduction() if first else ()
        strong = Paragraph(text=self._consent_question(use), style=Style.STRONG)
        if use is Use.ANALYSIS:
            consent = self.study.consent
            form = _paragraphs(
                self._worded(consent.simple if consent.plain else consent.text),
                self._leveled(phrases.CONSENT_RIGHTS),
            )
            rows = self._choice(
                (phrases.BUTTON_AGREE, buttons.agree(use, given=True)),
                (phrases.BUTTON_DECLINE, buttons.agree(use, given=False)),
            )
            return Part((*paragraphs, *form, strong), (*rows, *self._language_row()))
        rows = self._choice(
            (phrases.BUTTON_YES, buttons.agree(use, given=True)),
            (phrases.BUTTON_NO, buttons.agree(use, given=False)),
        )
        more = self._language_row() if first else ()
        return Part((*paragraphs, strong), (*rows, *more))

    def _introduction(self) -> tuple[Paragraph, ...]:
        study = self.study
        spoken = self.catalogues.language(self.language)
        return _paragraphs(
            self._phrase(phrases.CONSENT_INTRO, organisation=study.organisation),
            self._phrase(
                phrases.CONSENT_PURPOSE,
                title=self._worded(study.title),
                purpose=self._worded(study.purpose),
            ),
            self._phrase(phrases.CONSENT_MINUTES, n=study.minutes),
            self._phrase(phrases.LANGUAGE_BETA) if spoken and spoken.beta else "",
        )

    def _consent_question(self, use: Use) -> str:
        match use:
            case Use.AGE:
                return self._phrase(phrases.CONSENT_AGE, n=self.study.consent.minimum_age)
            case Use.ANALYSIS:
                return self._phrase(phrases.CONSENT_ASK)
            case Use.QUOTATION:
                return self._leveled(phrases.CONSENT_QUOTATION)
            case Use.RELEASE:
                return self._leveled(phrases.CONSENT_RELEASE)

    def _language_row(self) -> tuple[tuple[Button, ...], ...]:
        return () if len(self.study.languages) == 1 else self._more_languages(buttons.LANGUAGES)

    def _more_languages(self, data: str = "") -> tuple[tuple[Button, ...], ...]:
        label = f"🌐 {self._phrase(phrases.LANGUAGE_MORE)}"
        return ((Button(label=label, data=data or buttons.languages_page(1)),),)

    def _ask(self, effect: Ask) -> Part:
        progress = self._phrase(phrases.PROGRESS, n=effect.number, total=effect.total)
        question = self._worded(self.study.question(effect.question).text)
        return Part(
            (
                Paragraph(text=progress, style=Style.QUIET),
                Paragraph(text=question, style=Style.STRONG),
            )
        )

    def _explain(self, key: str) -> Part:
        question = self.study.question(key)
        explanation = self._worded(question.explanation) or self._phrase(phrases.EXPLAIN)
        strong = Paragraph(text=self._worded(question.text), style=Style.STRONG)
        return Part((*_paragraphs(explanation), strong))

    def _ask_closed(self, question: ClosedQuestion) -> Part:
        strong = Paragraph(text=self._worded(question.text), style=Style.STRONG)
        labels = option_labels(question, self.catalogues, self.language, source=self.study.source)
        if question.source is Options.COUNTRY:
            hint = _paragraphs(self._phrase(phrases.COUNTRY_WRITE))
            likely = [
                Button(label=labels[code], data=buttons.choose(question.key, code))
                for code in names.likely_countries(self.language, LIKELY_COUNTRIES)
                if code in labels
            ]
            return Part((strong, *hint), _in_rows(likely))
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
            return Part((strong, *_paragraphs("\n".join(ends))), (row,))
        offered = [
            Button(label=label, data=buttons.choose(question.key, code))
            for code, label in labels.items()
        ]
        return Part((strong,), _in_rows(offered))

    def _close(self, effect: Close) -> Part:
        said = _paragraphs(self._phrase(effect.phrase)) if effect.phrase else ()
        to_the_end = effect.phrase == phrases.CLOSED_COMPLETE  # some skip most of the questions
        farewell = _paragraphs(self._worded(self.study.farewell)) if to_the_end else ()
        return Part((*said, *farewell))


def _paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text=text) for text in texts if text)


def _in_rows(offered: list[Button]) -> tuple[tuple[Button, ...], ...]:
    """Lay buttons out: short ones two to a row, long ones alone."""
    if any(len(button.label) > WIDE for button in offered):
        return tuple((button,) for button in offered)
    return tuple(tuple(offered[i : i + 2]) for i in range(0, len(offered), 2))


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
