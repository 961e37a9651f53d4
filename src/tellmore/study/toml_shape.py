"""What may stand in a ``study.toml``: each table, its keys, and what each is for.

`docs/study-format.md` has its tables of keys from here.
"""

from datetime import timedelta
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

from tellmore.study.probe_policy import ProbeKind
from tellmore.study.toml_lines import Path
from tellmore.study.toml_values import (
    Code,
    ConsentText,
    Key,
    Label,
    QuestionText,
    Sentence,
    Title,
    hour,
    lasting,
    offset,
    shaped,
    share,
    whole,
)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class StudyTable(_Table):
    """``[study]``: what the study is."""

    title: Title = Field(description="Its name, as participants see it.")
    languages: list[str] = Field(
        description="Language tags in which it runs; the first is the one you write in."
    )
    unreviewed: list[str] = Field(
        default_factory=list,
        description="Languages that run although nobody has read all of their translation yet.",
    )
    organisation: Title = Field(description="Who runs it, as participants see it.")
    purpose: Sentence = Field(description="Why, in one whole sentence.")
    contact: Annotated[
        str,
        shaped(
            r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+|https://[^\s<>]+", "an e-mail or https:// address"
        ),
    ] = Field(description="Where participants ask about privacy: an e-mail or https:// address.")
    minutes: Annotated[int, whole(1, 120)] = Field(
        description="How long an interview usually takes."
    )
    partial_from: Annotated[float, AfterValidator(share)] = Field(
        default=0.5,
        description="Share of open questions answered (0 to 1) from which an interview that "
        "broke off counts as partial.",
    )


class ConsentTable(_Table):
    """``[consent]``: what participants agree to."""

    version: Annotated[
        str, shaped(r"[A-Za-z0-9._-]{1,24}", "1 to 24 letters, digits, dots and hyphens")
    ] = Field(description="Your name for this wording; change it with the wording.")
    text: ConsentText = Field(
        description="What participants read before they agree, after the fixed lines on who "
        "asks, that it is an AI, why and for how long."
    )
    simple: ConsentText | None = Field(
        default=None, description="The same in plain language; left out if there is none."
    )
    level: Literal["ordinary", "simple"] = Field(
        default="ordinary",
        description="`simple` speaks of consent and privacy in plain language; it needs `simple`.",
    )
    minimum_age: Annotated[int, whole(0, 99)] = Field(
        default=0, description="In years; 0 asks no age."
    )
    quotation: bool = Field(default=True, description="Ask whether words may be quoted.")
    release: bool = Field(
        default=False, description="Ask, at the end, whether the transcript may be published."
    )


class OptionTable(_Table):
    """``options = [{ … }]``: one option of a closed question."""

    code: Code = Field(description="Stable code, for the exports.")
    text: Label = Field(description="The label.")


class ClosedTable(_Table):
    """``[[screener]]`` and ``[[closing]]``: one question with options to tap."""

    key: Key = Field(description="Stable name, unique in the study.")
    text: Sentence = Field(description="The question.")
    source: Literal["listed", "yes-no", "scale", "country"] = Field(
        default="listed",
        description="Where the options come from: `listed`, `yes-no`, `scale` or `country`.",
    )
    options: list[OptionTable] = Field(
        default_factory=list, description="2 to 12 options, for the source `listed`."
    )
    first: int | None = Field(
        default=None, alias="from", description="Lowest number, 0 or 1, for the source `scale`."
    )
    last: int | None = Field(
        default=None,
        alias="to",
        description="Highest number, for the source `scale`: 2 to 11 numbers in all.",
    )
    low: Label | None = Field(default=None, description="What the lowest number means.")
    high: Label | None = Field(default=None, description="What the highest number means.")
    qualifies: list[str] = Field(
        default_factory=list,
        description="Codes with which one can take part; left out, all can. Screener only.",
    )

    def numbers(self) -> range:
        """Return the numbers of a scale; none where its bounds are not given."""
        if self.first is None or self.last is None:
            return range(0)
        return range(self.first, self.last + 1)

    def codes(self) -> tuple[str, ...]:
        """Return the codes that can be chosen; none for countries, which are CLDR's."""
        own: dict[str, tuple[str, ...]] = {
            "listed": tuple(option.code for option in self.options),
            "yes-no": ("yes", "no"),
            "scale": tuple(map(str, self.numbers())),
        }
        return own.get(self.source, ())


class PointTable(_Table):
    """``points = [{ … }]``: something that a good answer covers."""

    key: Key = Field(description="Stable name, unique in its question.")
    about: Sentence = Field(description="What it is, for the interviewer and the analyst.")
    ask: Sentence | None = Field(
        default=None, description="How to raise it; left out, only a language model may."
    )


class ProbingTable(_Table):
    """``probing = { … }``: the bounds of following up on one question."""

    kinds: list[Annotated[ProbeKind, Field(strict=False)]] = Field(
        default_factory=lambda: [ProbeKind.ELABORATE, ProbeKind.EXAMPLE],
        description="Kinds of follow-up, the preferred one first: `elaborate`, `clarify`, "
        "`example`, `contrast`, `point`, `echo`.",
    )
    at_least: Annotated[int, whole(0, 5)] = Field(
        default=0, description="Follow-ups wanted after a thin answer."
    )
    at_most: Annotated[int, whole(0, 5)] = Field(
        default=2, description="Follow-ups after which the next question comes; 0 asks none."
    )
    stop_when_short: Annotated[int, whole(0, 20)] = Field(
        default=3,
        description="An answer to a follow-up of fewer words than this ends them; 0 never does.",
    )


class QuestionTable(_Table):
    """``[[topics.questions]]``: one open question, asked word for word."""

    key: Key = Field(description="Stable name, unique in the study.")
    text: QuestionText = Field(description="The question.")
    explanation: QuestionText | None = Field(
        default=None, description="What it means, for those who ask back."
    )
    points: list[PointTable] = Field(default_factory=list, description="What a good answer covers.")
    probing: ProbingTable = Field(
        default_factory=ProbingTable, description="The bounds of following up."
    )


class TopicTable(_Table):
    """``[[topics]]``: a group of open questions about one thing."""

    key: Key = Field(description="Stable name, unique among the topics.")
    title: Title = Field(description="Its name; only analysts see it.")
    questions: list[QuestionTable] = Field(description="The questions, in order.")


class FarewellTable(_Table):
    """``[farewell]``: last words to those who completed."""

    text: QuestionText = Field(description="The last words, after a fixed word of thanks.")


class QuietTable(_Table):
    """``quiet = { … }`` in ``[pace]``: hours of the day in which nobody is reminded."""

    first: Annotated[int, BeforeValidator(hour)] = Field(
        default=21, alias="from", description="Full hour at which quiet begins."
    )
    last: Annotated[int, BeforeValidator(hour)] = Field(
        default=9, alias="to", description="Full hour at which it ends; the same hour: never quiet."
    )
    utc_offset: Annotated[timedelta, BeforeValidator(offset)] = Field(
        default=timedelta(), description="The clock of these hours, as its distance from UTC."
    )


class PaceTable(_Table):
    """``[pace]``: how patient the interviewer is."""

    settle: Annotated[timedelta, lasting("0s", "60s")] = Field(
        default=timedelta(seconds=2),
        description="Wait after a message for the rest of the thought.",
    )
    reminders: list[Annotated[timedelta, lasting("1m", "60d")]] = Field(
        default_factory=lambda: [timedelta(hours=24), timedelta(hours=48)],
        description="Silence before each reminder, rising, at most 5; [] sends none.",
    )
    quiet: QuietTable = Field(
        default_factory=QuietTable, description="Hours in which nobody is reminded."
    )
    patience: Annotated[timedelta, lasting("1m", "90d")] = Field(
        default=timedelta(hours=48),
        description="Silence after which an interview has broken off, without reminders.",
    )
    thinking: Annotated[timedelta, lasting("1s", "10m")] = Field(
        default=timedelta(seconds=60),
        description="Longest wait for a language model; then the next question comes.",
    )
    expiry: Annotated[timedelta, lasting("1h", "365d")] = Field(
        default=timedelta(days=30),
        description="How long after the invite an interview can be taken up.",
    )


class RetentionTable(_Table):
    """``[retention]``: how long interviews are kept."""

    keep: Annotated[timedelta, lasting("1d", "3650d")] = Field(
        default=timedelta(days=365), description="How long after its end."
    )


class StudyFile(_Table):
    """A whole ``study.toml``."""

    study: StudyTable = Field(description="What the study is.")
    consent: ConsentTable = Field(description="What participants agree to.")
    screener: list[ClosedTable] = Field(
        default_factory=list, description="Questions with options, asked first."
    )
    topics: list[TopicTable] = Field(description="The open questions, in groups.")
    closing: list[ClosedTable] = Field(
        default_factory=list, description="Questions with options, asked last."
    )
    farewell: FarewellTable | None = Field(default=None, description="Last words.")
    pace: PaceTable = Field(default_factory=PaceTable, description="How patient it is.")
    retention: RetentionTable = Field(
        default_factory=RetentionTable, description="How long interviews are kept."
    )


def keys_at(path: Path) -> list[str]:
    """Return the keys that may stand in the table at ``path`` of a study file."""
    table: type[BaseModel] = StudyFile
    for step in path:
        if isinstance(step, str):
            table = _inner(next(field for name, field in _fields(table) if name == step))
    return [name for name, _ in _fields(table)]


def _fields(table: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    return [(field.alias or name, field) for name, field in table.model_fields.items()]


def _inner(field: FieldInfo) -> type[BaseModel]:
    """Return the table, or the list's tables, that a field holds."""
    kinds = (field.annotation, *get_args(field.annotation))
    return next(kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel))
