"""What is told in the end, in plain words: what the site can tell, what not and why, and how much is filled in.

These words are the suite's own and stand here; what the plan says comes from the product's texts. Only numbers
are told, and shares.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from babel.numbers import format_decimal

from config.locale import texts
from config.problems import ConfigProblems, Problem
from connector.errors import BorderError
from connector.moodle.plan import Way
from connector.moodle.planning.costs import NeedOf
from connector.snils import normal_snils
from jobs.cli.edge import sentence
from jobs.cli.lms_plan import price_told
from tests.live.judgements import deeds
from tests.live.seen import Seen
from tests.live.streams import ATTRIBUTES, STREAMS, Attribute, Readings, reading_of, records_of
from tests.live.subject import NOT_SEEN

WORDS = texts("ru")

NAMES = {
    "accounts": "учётные записи",
    "categories": "категории",
    "courses": "курсы",
    "enrolments": "зачисления",
    "completions": "завершения курсов",
    "quizzes": "тесты",
    "final_grades": "итоговые оценки",
    "attempts": "попытки",
    "part_marks": "баллы по разделам",
    "cohorts": "глобальные группы",
    "cohort_members": "участники групп",
}

RESTS_ON = "lms.problem.rests_on"

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")

SHAPES: dict[str, tuple[str, Callable[[str], object]]] = {
    "accounts.email": ("похожи на адрес", _EMAIL.fullmatch),
    "accounts.snils": ("контрольное число верно", normal_snils),
}
"""What is counted of a field besides how often it is filled; nothing of it is ever printed."""

_NO_WAY: dict[str, tuple[str, Callable[[Seen], bool]]] = {
    "categories": ("categories_none", lambda seen: not seen.plan.categories),
    "enrolments": ("enrolments_none", lambda seen: seen.plan.enrolments is Way.NONE),
    "completions": ("completions_none", lambda seen: seen.plan.completions is Way.NONE),
    "final_grades": ("grades_none", lambda seen: seen.plan.final_grades is Way.NONE),
    "cohorts": ("cohorts_none", lambda seen: not seen.plan.cohorts),
    "cohort_members": ("cohorts_none", lambda seen: not seen.plan.cohorts),
}

_NEEDS_NOTE = {
    NeedOf.MEMBERS: "cohorts_none",
    NeedOf.ENROLMENTS: "enrolments_none",
    NeedOf.COMPLETIONS: "completions_none",
    NeedOf.FINAL_GRADES: "grades_none",
    NeedOf.ATTEMPT_LISTS: "attempts_unlisted",
    NeedOf.PART_MARKS: "reviews_none",
}


def silence(seen: Seen, name: str) -> str:
    """Return why the site cannot tell of a stream; a blank where it can."""
    note, cannot = _NO_WAY.get(name, ("", lambda _: False))
    return WORDS.say(f"lms.plan.{note}") if cannot(seen) else ""


def leans_on_silence(seen: Seen, readings: Readings, name: str) -> str:
    """Return why a stream can't be whole: the site cannot tell what it is drawn from; a blank where that is not it."""
    reading = reading_of(readings, name)
    bases = {
        base
        for each in reading.problems
        for base in (str(each.values["basis"]).split(", ") if each.text_id == RESTS_ON else [""])
    }
    told = [silence(seen, base) for base in sorted(bases)]
    return " ".join(told) if told and all(told) and not reading.unreadable else ""


def why_not_seen(error: Exception) -> str:
    """Return what stands in the way of looking at a site at all."""
    if isinstance(error, BorderError):
        told = [sentence(WORDS, Problem(error.text_id, dict(error.detail)))]
    elif isinstance(error, ConfigProblems):
        told = [sentence(WORDS, each) for each in error.problems]
    else:
        told = [str(error)]
    return " ".join([NOT_SEEN, *told])


def no_way(seen: Seen, need: NeedOf) -> str:
    """Return which right is missing for a need, and what it would be worth; a blank where there is a way."""
    if seen.price.ways[need.value] != "none":
        return ""
    note = _NEEDS_NOTE.get(need, "")
    told = WORDS.say(f"lms.plan.{note}") if note else WORDS.say("plan.way.none")
    worth = [
        price_told(WORDS, each)
        for each in seen.price.missing
        if f"lms.plan.{note}" in {problem.text_id for problem in each.unknown}
    ]
    return f"{WORDS.say(f'plan.need.{need.value}')}: " + " ".join([told, *worth])


def told_in_the_end(seen: Seen) -> Iterator[str]:
    """Yield the lines of the summary."""
    yield f"{seen.site.site_url}: Moodle {seen.site.release}"
    yield from _pulls(seen)
    yield ""
    yield "Что площадка говорит:"
    yield from (f"  {line}" for line in _streams(seen))
    yield ""
    yield from _cannot(seen)
    yield ""
    yield "Что заполнено (по полям):"
    yield from (f"  {line}" for line in _filled(seen))
    never = [str(each) for each in ATTRIBUTES if _never(seen, each)]
    if never:
        yield "Не заполнены ни разу (может быть, служебной учётной записи их не показывают): " + ", ".join(
            never
        )


def _pulls(seen: Seen) -> Iterator[str]:
    first, night = seen.first, seen.night
    yield (
        f"Чтение целиком: запросов {_n(first.statistics.requests)} (по плану до {_n(seen.price.whole)}), "
        f"{_n(first.statistics.bytes_received // 1024)} КиБ, {_n(first.seconds, 1)} с."
    )
    yield (
        f"Сразу после него ночное: запросов {_n(night.statistics.requests)} "
        f"(по плану до {_n(seen.price.night)}), {_n(night.seconds, 1)} с."
    )
    changed = sum(deeds(seen.kept_at_night, name) for name in STREAMS)
    yield f"Изменилось за время проверки строк: {_n(changed)}."


def _streams(seen: Seen) -> Iterator[str]:
    for name in STREAMS:
        reading = reading_of(seen.first.readings, name)
        told = silence(seen, name) or ("целиком" if reading.complete else "НЕ ЦЕЛИКОМ")
        untold = sorted(reading.untold) if name != "part_marks" else []
        further = f"; не говорит: {', '.join(untold)}" if untold else ""
        yield f"{NAMES[name]:<20} {_n(len(records_of(seen.first.readings, name))):>10}  {told}{further}"


def _cannot(seen: Seen) -> Iterator[str]:
    notes = [sentence(WORDS, each) for each in seen.plan.notes]
    yield "Чего площадка не говорит, и что ещё надо знать:" if notes else "Площадка говорит всё, что нужно."
    yield from (f"  • {each}" for each in notes)
    worth = [told for each in seen.price.missing if (told := price_told(WORDS, each))]
    if worth:
        yield "Чего не хватает и чего это стоит:"
        yield from (f"  • {each}" for each in worth)


def _filled(seen: Seen) -> Iterator[str]:
    for attribute in ATTRIBUTES:
        values = _values(seen, attribute)
        if not values:
            continue
        there = [each for each in values if _is_filled(each)]
        shape = _shape(attribute, there)
        yield f"{attribute!s:<28} {_n(len(there)):>9} из {_n(len(values)):>9} {_share(there, values):>7}{shape}"


def _shape(attribute: Attribute, there: list[Any]) -> str:
    if str(attribute) not in SHAPES or not there:
        return ""
    what, fits = SHAPES[str(attribute)]
    return f"  {what}: {_n(sum(bool(fits(each)) for each in there))}"


def _values(seen: Seen, attribute: Attribute) -> list[Any]:
    return [getattr(each, attribute.name) for each in records_of(seen.first.readings, attribute.stream)]


def _is_filled(value: Any) -> bool:
    return value is not None and value not in ("", {}, ())


def _never(seen: Seen, attribute: Attribute) -> bool:
    values = _values(seen, attribute)
    told = attribute.name not in reading_of(seen.first.readings, attribute.stream).untold
    return told and bool(values) and not any(map(_is_filled, values))


def _share(part: list[Any], whole: list[Any]) -> str:
    return f"{_n(100 * len(part) / len(whole), 1)} %"


def _n(number: float, digits: int = 0) -> str:
    return format_decimal(number, format=f"#,##0{'.' + '0' * digits if digits else ''}", locale="ru")
