"""From effects to messages: finds each word in the participant's language.

What one step says becomes as few messages as possible, because on a phone one turn is one
bubble: utterances are joined until one of them ends in buttons or a file.
"""

from collections.abc import Iterable
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
    Follow,
    GiveData,
    OfferLanguage,
    OfferLanguages,
    Probe,
    Say,
    Utterance,
)
from tellmore.interview.journal import Uttered
from tellmore.interview.session import Session
from tellmore.languages.catalogues import SOURCE, Catalogues
from tellmore.languages.tags import negotiate
from tellmore.runtime.messages import Message, Paragraph
from tellmore.runtime.voice import Part, Voice
from tellmore.study.study import Study

_FORMAL = frozenset(
    {
        phrases.PRIVACY_WHO,
        phrases.DELETE_ASK,
        phrases.DELETE_KEPT,
        phrases.DELETE_STARTED,
        phrases.CLOSED_STOPPED,
        phrases.CLOSED_REFUSAL,
    }
)
"""What is said of consent, privacy, the end and deletion."""

_ABOUT_LANGUAGES: dict[type[Effect], str] = {
    OfferLanguages: phrases.LANGUAGE_ASK,
    Follow: phrases.LANGUAGE_SWITCHED,
    OfferLanguage: phrases.LANGUAGE_OFFER,
}


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
        voice = Voice(self.catalogues, study, session, language, held)
        chosen = self.language_for(session.chosen) if session.chosen else language
        formal = Voice(self.catalogues, study, session, chosen, held)
        utterances = [effect for effect in effects if isinstance(effect, Utterance)]
        said = [(_key(one), (formal if _is_formal(one) else voice).part(one)) for one in utterances]
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


def _is_formal(effect: Utterance) -> bool:
    """Tell whether this is said in the language that the participant chose, come what may."""
    if isinstance(effect, Say | Close):
        return effect.phrase in _FORMAL
    return isinstance(effect, AskConsent | ConfirmDeletion | GiveData)


def _key(effect: Utterance) -> str:  # noqa: C901 - one case an effect
    match effect:
        case Say():
            return f"say:{effect.phrase}"
        case OfferLanguages() | Follow() | OfferLanguage():
            return f"say:{_ABOUT_LANGUAGES[type(effect)]}"
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


def _joined(parts: list[Part]) -> tuple[Message, ...]:
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
