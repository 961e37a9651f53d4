"""One interview as a page that a person reads: Markdown in which no participant can write."""

import re

from tellmore.exports.records import InterviewRecord, TurnRecord
from tellmore.languages.isolation import isolate

_SPEAKERS = {"interviewer": "Interviewer", "participant": "Participant"}
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def transcript_page(record: InterviewRecord) -> str:
    """Return the readable transcript of an interview.

    Every word that is not ours is escaped and stands in a quotation, each of its lines
    isolated, so that it can neither become markup nor move its neighbours.
    """
    head = [f"# {inline(record.study_title or record.study)}", "", *_facts(record), ""]
    body = [line for turn in record.turns for line in _turn(turn)]
    return "\n".join(
        [*head, *(body or ["*No words: see the disposition and the permissions.*", ""])]
    )


def inline(text: str) -> str:
    """Return ``text`` as Markdown that shows it as it is, on one line."""
    return isolate(escaped(_LINE_ENDS.sub(" ", text)))


def escaped(text: str) -> str:
    """Return one line of ``text`` with all that Markdown or HTML could take for its own escaped.

    Source: CommonMark 0.31.2, section 2.4, read 2026-11-23: a backslash makes any ASCII
    punctuation literal.
    """
    stripped = text.lstrip(" \t")
    indent = _NO_BREAK_SPACE * (len(text) - len(stripped))  # no more than one would be shown
    return indent + _PUNCTUATION.sub(_literal, stripped)


def _literal(found: re.Match[str]) -> str:
    character = found.group()
    return _ENTITIES.get(character, "\\" + character)


def _facts(record: InterviewRecord) -> list[str]:
    facts = {
        "Study": f"{record.study}, version {record.study_version}",
        "Participant": record.participant,
        "Language": record.language,
        "Disposition": record.disposition or "open",
        "Opened": record.opened_at.isoformat(timespec="seconds") if record.opened_at else "",
        "Closed": record.closed_at.isoformat(timespec="seconds") if record.closed_at else "",
        "May be analysed": _yes_no(given=record.may_analyse),
        "May be quoted": _yes_no(given=record.may_quote),
        "May be released": _yes_no(given=record.may_release),
    }
    chosen = {one.question: one.option or "skipped" for one in record.choices}
    return [
        *(f"- {name}: {inline(value)}" for name, value in facts.items() if value),
        *(f"- Choice {inline(question)}: {inline(option)}" for question, option in chosen.items()),
    ]


def _yes_no(*, given: bool) -> str:
    return "yes" if given else "no"


def _turn(turn: TurnRecord) -> list[str]:
    label = f"**{_SPEAKERS[turn.speaker]}**, {turn.at:%Y-%m-%d %H:%M:%S} UTC, {turn.kind}"
    question = f" {inline(turn.question)}" if turn.question else ""
    amended = ", amended" if turn.amended_at else ""
    if turn.withdrawn:
        return [f"{label}{question}", "", "> *taken back*", ""]
    return [f"{label}{question}{amended}", "", *_quotation(turn.text), ""]


def _quotation(text: str) -> list[str]:
    """Return the words as a quotation; a backslash at the end of a line keeps the line break."""
    lines = [isolate(escaped(line)) for line in _LINE_ENDS.split(text)]
    return [f"> {line}\\" for line in lines[:-1]] + [f"> {lines[-1]}"]
