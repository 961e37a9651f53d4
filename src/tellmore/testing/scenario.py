"""Whole conversations as readable text, played through the interview's core.

A scenario is a text file. Lines that begin with ``#`` say what it shows. ``>`` is what
the participant does: writes words, sends a /command, taps a ``[button]``, sends a
``(photo)``, ``edits 2: …`` (the second message), or is ``heard again 2``. ``!`` is what the
world does: ``! follow-up: …``, ``! enough``, ``! asks back`` and ``! fails`` are the model's,
each also as ``! late …``; ``! blocks``, ``! exported``; ``! 3 days`` lets time pass; ``! at the
first question`` and ``! at the closing`` play on to there with nothing but the end shown. The
rest is what comes of it: ``<`` is a message that the participant sees, ``*`` what else
happens. ``python -m tellmore.testing.scenario --update FOLDER`` writes it anew.
"""

import argparse
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from tellmore.errors import InvalidInput
from tellmore.interview.effects import (
    Close,
    Effect,
    Erase,
    Export,
    ProposeProbe,
    Redact,
    StopWaiting,
    WaitUntil,
)
from tellmore.interview.events import (
    AskedAboutPrivacy,
    AskedForData,
    AskedForDeletion,
    AskedForHelp,
    AskedForLanguages,
    Chose,
    ClarificationWanted,
    Consented,
    Edited,
    Event,
    Exported,
    Invited,
    Left,
    Paused,
    ProbeFailed,
    ProbeProposed,
    Resumed,
    Said,
    SentNonText,
    Skipped,
    Stopped,
    Undid,
)
from tellmore.interview.moves import pending_use
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Phase
from tellmore.study.probe_policy import ProbeKind
from tellmore.testing.played import Played
from tellmore.testing.shown import Tap, bubbles

_COMMANDS: dict[str, Tap] = {
    "skip": lambda at: Skipped(at=at),
    "undo": lambda at: Undid(at=at),
    "pause": lambda at: Paused(at=at),
    "resume": lambda at: Resumed(at=at),
    "stop": lambda at: Stopped(at=at),
    "help": lambda at: AskedForHelp(at=at),
    "privacy": lambda at: AskedAboutPrivacy(at=at),
    "language": lambda at: AskedForLanguages(at=at),
    "mydata": lambda at: AskedForData(at=at),
    "delete": lambda at: AskedForDeletion(at=at),
}
T = TypeVar("T")

_PLACES = {"at the first question": Phase.LISTENING, "at the closing": Phase.CLOSING}
_PAUSE_BETWEEN = timedelta(seconds=4)
_LASTS = re.compile(r"(\d+) (second|minute|hour|day)s?")


def played(script: str) -> tuple[str, Played]:
    """Play a scenario; return its text with what comes of it now, and the interview.

    Raises:
        InvalidInput: A line says nothing that can be played.
    """
    scene = _Scene()
    for line in script.splitlines():
        if line.startswith((">", "!")):
            scene.lines.append(line)
            try:
                scene.play(line)
            except InvalidInput as error:
                raise InvalidInput(f"“{line}”: {error}") from error
        elif not line.startswith(("<", "*", " ")):
            scene.lines.append(line)
    return "\n".join(scene.lines).strip() + "\n", scene.interview


class _Scene:
    """A scenario half played."""

    def __init__(self) -> None:
        self.interview = Played()
        self.lines: list[str] = []
        self._messages = 0
        self._buttons: dict[str, Tap] = {}

    def play(self, line: str) -> None:
        """Play one line and write down what comes of it."""
        self.interview.now += _PAUSE_BETWEEN
        rest = line[1:].strip()
        lasts = _LASTS.fullmatch(rest) if line.startswith("!") else None
        if lasts:
            for at, outcome in self.interview.wait(timedelta(**{f"{lasts[2]}s": int(lasts[1])})):
                self.lines.append(f"* no word until {_moment(at)}")
                self._write(outcome)
            return
        if rest in _PLACES:
            self._go_on_to(_PLACES[rest])
            return
        event = self._done(rest) if line.startswith(">") else self._happened(rest)
        self._write(self.interview.feed(event))

    def _go_on_to(self, phase: Phase) -> None:
        interview = self.interview
        while interview.session.phase is not phase:
            outcome = interview.feed(self._hoped_for())
            for bubble in bubbles(interview.study, outcome.session, outcome.effects):
                self._buttons |= bubble.buttons
            interview.now += _PAUSE_BETWEEN
        self._write(interview.outcome)

    def _hoped_for(self) -> Event:
        session, study, at = self.interview.session, self.interview.study, self.interview.now
        use = pending_use(study, session)
        match session.phase:
            case Phase.SCREENING:
                option = study.closed(session.current).options[0].code
                return Chose(at=at, question=session.current, option=option)
            case Phase.LISTENING:
                return self._said("Everything that there is to say.")
            case Phase.THINKING:
                return ProbeProposed(at=at, request=session.request, text=None)
            case Phase.CONSENTING if use:
                return Consented(at=at, use=use)
            case _:
                return Invited(at=at, version=study.version, language="en")

    def _said(self, text: str) -> Said:
        self._messages += 1
        return Said(at=self.interview.now, message=f"m{self._messages}", text=text)

    def _done(self, rest: str) -> Event:
        at = self.interview.now
        written = re.fullmatch(r"in (\w+): (.*)", rest)
        edit = re.fullmatch(r"edits (\d+): (.*)", rest)
        again = re.fullmatch(r"heard again (\d+)", rest)
        if written:
            return replace(self._said(written[2]), written=written[1])
        if edit:
            return Edited(at=at, message=f"m{edit[1]}", text=edit[2])
        if again:
            return Said(at=at, message=f"m{again[1]}", text="(again)")
        if rest.startswith("/start"):
            language = rest.removeprefix("/start").strip()
            return Invited(at=at, version=self.interview.study.version, language=language)
        if rest.startswith("/"):
            return _known(_COMMANDS, rest[1:])(at)
        if rest.startswith("["):
            return _known(self._buttons, rest.strip("[]"))(at)
        if rest.startswith("("):
            return SentNonText(at=at, message="", kind=rest.strip("()"))
        return self._said(rest)

    def _happened(self, rest: str) -> Event:
        at, session = self.interview.now, self.interview.session
        late = rest.startswith("late ")
        request = session.request - late
        what, _, text = rest.removeprefix("late ").partition(": ")
        world: dict[str, Callable[[], Event]] = {
            "follow-up": lambda: ProbeProposed(
                at=at, request=request, text=text, kind=ProbeKind.ELABORATE, model="scripted"
            ),
            "enough": lambda: ProbeProposed(at=at, request=request, text=None),
            "asks back": lambda: ClarificationWanted(at=at, request=request),
            "fails": lambda: ProbeFailed(at=at, request=request),
            "blocks": lambda: Left(at=at),
            "exported": lambda: Exported(at=at, revision=session.revision),
        }
        return _known(world, what)()

    def _write(self, outcome: Outcome) -> None:
        interview = self.interview
        shown = bubbles(interview.study, outcome.session, outcome.effects)
        for bubble in shown:
            first, *more = bubble.lines
            buttons = " ".join(f"[{label}]" for label in bubble.buttons)
            self.lines.append(f"< {first}")
            self.lines += [f"  {line}" for line in (*more, buttons) if line]
            self._buttons |= bubble.buttons
        notes = [note for effect in outcome.effects if (note := _note(effect))]
        self.lines += notes or ([] if shown else ["* nothing"])


def _known(offered: Mapping[str, T], name: str) -> T:
    if name not in offered:
        raise InvalidInput(f"“{name}” is none of {', '.join(offered)}")
    return offered[name]


def _note(effect: Effect) -> str:
    match effect:
        case ProposeProbe():
            heard = sum(len(exchange.heard) for exchange in effect.exchanges)
            return f"* considers what was said ({heard} message{'s' * (heard != 1)})"
        case WaitUntil():
            return f"* waits until {_moment(effect.due)}"
        case Redact():
            struck = ", ".join(message.removeprefix("m") for message in effect.messages)
            return f"* strikes out message {struck}"
        case Close():
            return f"* ends as {effect.disposition}"
        case Export():
            return f"* exports revision {effect.revision}"
        case StopWaiting():
            return "* waits no longer"
        case Erase():
            return "* erases everything"
        case _:
            return ""


def _moment(at: datetime) -> str:
    return f"{at:%-d %B, %H:%M}"


def main(arguments: list[str]) -> None:
    """Play every scenario of a folder; write it anew or say which have changed."""
    parser = argparse.ArgumentParser(prog="python -m tellmore.testing.scenario")
    parser.add_argument("--update", action="store_true", help="write what comes of it now")
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args(arguments)
    changed = []
    for path in sorted(chosen.folder.glob("*.txt")):
        script = path.read_text("utf-8")
        now, _ = played(script)
        if now != script:
            changed.append(path.name)
            if chosen.update:
                path.write_text(now, "utf-8")
    sys.stdout.write("".join(f"{name}: changed\n" for name in changed))
    sys.exit(1 if changed and not chosen.update else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
