"""What a participant sees of one step, as plain English text with its buttons."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
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
    Follow,
    GiveData,
    OfferLanguage,
    OfferLanguages,
    Probe,
    Say,
    Utterance,
)
from tellmore.interview.events import (
    Chose,
    Consented,
    Declined,
    DeletionCancelled,
    DeletionConfirmed,
    Event,
    LanguageChosen,
    Resumed,
)
from tellmore.interview.phrases import PHRASES
from tellmore.interview.session import Session
from tellmore.study.closed_question import Options
from tellmore.study.consent import Use
from tellmore.study.study import Study
from tellmore.study.wording import Wording, worded

_NAMES = {"en": "English", "de": "Deutsch"}

Tap = Callable[[datetime], Event]
"""What happened when a button is tapped at an instant."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message: its lines, and its buttons by label."""

    lines: tuple[str, ...]
    buttons: dict[str, Tap]


def bubbles(study: Study, session: Session, effects: Iterable[Effect]) -> list[Bubble]:
    """Return the messages of one step; utterances are joined until one has buttons."""
    said = [_shown(study, session, e) for e in effects if isinstance(e, Utterance)]
    joined: list[Bubble] = []
    lines: tuple[str, ...] = ()
    for bubble in said:
        lines = (*lines, *bubble.lines)
        if bubble.buttons:
            joined.append(Bubble(lines, bubble.buttons))
            lines = ()
    return [*joined, Bubble(lines, {})] if lines else joined


def _shown(  # noqa: C901 - one case an effect
    study: Study, session: Session, effect: Utterance
) -> Bubble:
    def text(wording: Wording) -> str:
        return worded(wording, session.language, source=study.source) if wording else ""

    match effect:
        case Say():
            return _say(study, session, effect.phrase)
        case OfferLanguages() | Follow() | OfferLanguage():
            return _of_languages(study, effect)
        case AskConsent():
            return _consent(study, session, effect.use)
        case AskClosed():
            return _closed(study, session, effect.question)
        case Ask():
            progress = _phrase(phrases.PROGRESS, n=effect.number, total=effect.total)
            return _lines(progress, text(study.question(effect.question).text))
        case Probe():
            return _lines(effect.text)
        case Explain():
            question = study.question(effect.question)
            explanation = text(question.explanation) or _phrase(phrases.EXPLAIN)
            return _lines(explanation, text(question.text))
        case ConfirmDeletion():
            buttons: dict[str, Tap] = {
                _phrase(phrases.BUTTON_DELETE): lambda at: DeletionConfirmed(at=at),
                _phrase(phrases.BUTTON_KEEP): lambda at: DeletionCancelled(at=at),
            }
            return _lines(_phrase(phrases.DELETE_ASK), **buttons)
        case GiveData():
            return _lines(f"({study.key}.json)", _phrase(phrases.MYDATA))
        case Close():
            to_the_end = effect.phrase == phrases.CLOSED_COMPLETE
            said = _phrase(effect.phrase) if effect.phrase else ""
            return _lines(said, text(study.farewell) if to_the_end else "")
        case _:
            assert_never(effect)


def _phrase(key: str, *, n: int = 0, **values: str | int) -> str:
    phrase = PHRASES[key]
    text = phrase.plural if phrase.plural and n != 1 else phrase.text
    return text.format(n=n, **values)


def _lines(*lines: str, **buttons: Tap) -> Bubble:
    return Bubble(tuple(line for line in lines if line), buttons)


def _say(study: Study, session: Session, key: str) -> Bubble:
    language = _NAMES.get(session.language, "")
    said = _phrase(key, language=language, organisation=study.organisation)
    if key != phrases.PAUSED:
        return _lines(said)
    return Bubble((said,), {_phrase(phrases.BUTTON_RESUME): lambda at: Resumed(at=at)})


def _of_languages(study: Study, effect: OfferLanguages | Follow | OfferLanguage) -> Bubble:
    match effect:
        case OfferLanguages():
            tags = effect.among or study.languages
            return _lines(_phrase(phrases.LANGUAGE_ASK), **_language_buttons(tags))
        case Follow():
            said = _phrase(phrases.LANGUAGE_SWITCHED, language=_NAMES[effect.to])
            return _lines(said, **_language_buttons((effect.to, effect.back)))
        case OfferLanguage():
            asked = _phrase(phrases.LANGUAGE_OFFER, language=_NAMES[effect.language])
            taps = _language_buttons((effect.language, effect.stay)).values()
            labels = (_phrase(phrases.BUTTON_YES), _phrase(phrases.BUTTON_NO))
            return _lines(asked, **dict(zip(labels, taps, strict=True)))


def _language_buttons(tags: Iterable[str]) -> dict[str, Tap]:
    def tap(tag: str) -> Tap:
        return lambda at: LanguageChosen(at=at, language=tag)

    return {_NAMES[tag]: tap(tag) for tag in tags}


def _consent(study: Study, session: Session, use: Use) -> Bubble:
    yes, no = phrases.BUTTON_YES, phrases.BUTTON_NO
    lines: tuple[str, ...] = ()
    if use is study.consent.before()[0]:
        title = worded(study.title, session.language, source=study.source)
        purpose = worded(study.purpose, session.language, source=study.source)
        lines = (
            _phrase(phrases.CONSENT_INTRO, organisation=study.organisation),
            _phrase(phrases.CONSENT_PURPOSE, title=title, purpose=purpose),
            _phrase(phrases.CONSENT_MINUTES, n=study.minutes),
        )
    match use:
        case Use.AGE:
            lines = (*lines, _phrase(phrases.CONSENT_AGE, n=study.consent.minimum_age))
        case Use.ANALYSIS:
            yes, no = phrases.BUTTON_AGREE, phrases.BUTTON_DECLINE
            form = worded(study.consent.text, session.language, source=study.source)
            ask = _phrase(phrases.CONSENT_ASK)
            lines = (*lines, form, _phrase(phrases.CONSENT_RIGHTS), ask)
        case Use.QUOTATION:
            lines = (*lines, _phrase(phrases.CONSENT_QUOTATION))
        case Use.RELEASE:
            lines = (*lines, _phrase(phrases.CONSENT_RELEASE))
    buttons: dict[str, Tap] = {
        _phrase(yes): lambda at: Consented(at=at, use=use),
        _phrase(no): lambda at: Declined(at=at, use=use),
    }
    return Bubble(lines, buttons)


def _closed(study: Study, session: Session, key: str) -> Bubble:
    question = study.closed(key)
    own = {"yes": phrases.BUTTON_YES, "no": phrases.BUTTON_NO}
    labels = {
        option.code: _phrase(own[option.code])
        if question.source is Options.YES_NO
        else worded(option.text, session.language, source=study.source)
        if option.text
        else option.code
        for option in question.options
    }

    def tap(code: str) -> Tap:
        return lambda at: Chose(at=at, question=key, option=code)

    text = worded(question.text, session.language, source=study.source)
    return Bubble((text,), {label: tap(code) for code, label in labels.items()})
