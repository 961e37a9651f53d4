"""Builds the `Study` from a checked ``study.toml`` and its translations."""

from collections.abc import Iterable, Mapping

from tellmore.study.closed_question import ClosedQuestion, Option, Options
from tellmore.study.consent import Consent
from tellmore.study.guide import Point, Question, Topic
from tellmore.study.pace import Pace, QuietHours
from tellmore.study.probe_policy import ProbePolicy
from tellmore.study.study import Study
from tellmore.study.texts import Text
from tellmore.study.toml_shape import ClosedTable, PaceTable, QuestionTable, StudyFile
from tellmore.study.translations import Translations, waiting
from tellmore.study.wording import Wording

Worded = Mapping[str, Wording]
"""The wording of each text by its name."""


def build(
    written: StudyFile,
    *,
    key: str,
    texts: Iterable[Text],
    translations: Mapping[str, Translations],
) -> Study:
    """Return the study, still without its version."""
    study, consent = written.study, written.consent
    held_back = set(waiting(translations)) - set(study.unreviewed)
    source, *others = (tag for tag in study.languages if tag not in held_back)
    worded = {
        text.name: {source: text.text}
        | {tag: translations[tag][text.name].text.strip() for tag in others}
        for text in texts
    }
    return Study(
        key=key,
        title=worded["study.title"],
        languages=(source, *others),
        held_back=tuple(tag for tag in study.languages if tag in held_back),
        organisation=study.organisation,
        purpose=worded["study.purpose"],
        contact=study.contact,
        minutes=study.minutes,
        consent=Consent(
            version=consent.version,
            text=worded["consent.text"],
            minimum_age=consent.minimum_age,
            quotation=consent.quotation,
            release=consent.release,
            simple=worded.get("consent.simple", {}),
            plain=consent.level == "simple",
        ),
        screener=tuple(_closed(table, "screener", worded) for table in written.screener),
        topics=tuple(
            Topic(
                key=topic.key,
                title=topic.title,
                questions=tuple(_question(table, worded) for table in topic.questions),
            )
            for topic in written.topics
        ),
        closing=tuple(_closed(table, "closing", worded) for table in written.closing),
        farewell=worded.get("farewell.text", {}),
        pace=_pace(written.pace),
        retention=written.retention.keep,
        partial_from=study.partial_from,
    )


def _question(table: QuestionTable, worded: Worded) -> Question:
    name = f"questions.{table.key}"
    return Question(
        key=table.key,
        text=worded[f"{name}.text"],
        explanation=worded.get(f"{name}.explanation", {}),
        points=tuple(
            Point(
                key=point.key,
                about=point.about,
                ask=worded.get(f"{name}.points.{point.key}.ask", {}),
            )
            for point in table.points
        ),
        probing=ProbePolicy(
            kinds=tuple(table.probing.kinds),
            at_least=table.probing.at_least,
            at_most=table.probing.at_most,
            stop_when_short=table.probing.stop_when_short,
        ),
    )


def _closed(table: ClosedTable, part: str, worded: Worded) -> ClosedQuestion:
    name = f"{part}.{table.key}"
    return ClosedQuestion(
        key=table.key,
        text=worded[f"{name}.text"],
        options=tuple(_options(table, name, worded)),
        source=Options(table.source),
        qualifies=frozenset(table.qualifies),
    )


def _options(table: ClosedTable, name: str, worded: Worded) -> Iterable[Option]:
    match Options(table.source):
        case Options.LISTED:
            for option in table.options:
                yield Option(code=option.code, text=worded[f"{name}.options.{option.code}.text"])
        case Options.YES_NO:
            yield from (Option(code="yes"), Option(code="no"))
        case Options.SCALE:
            ends = {table.first: "low", table.last: "high"}
            for number in table.numbers():
                end = ends.get(number)
                yield Option(code=str(number), text=worded.get(f"{name}.{end}", {}))
        case Options.COUNTRY:
            pass


def _pace(table: PaceTable) -> Pace:
    return Pace(
        settle=table.settle,
        reminders=tuple(table.reminders),
        quiet=QuietHours(
            start=table.quiet.first, end=table.quiet.last, offset=table.quiet.utc_offset
        ),
        patience=table.patience,
        thinking=table.thinking,
        expiry=table.expiry,
    )
