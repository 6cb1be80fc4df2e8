"""A small random sample asked for again one by one: what single calls say of it, against what the pull says.

The seed is fixed, so that a failure can be looked at again. Each function returns how many it compared and the
troubles; it raises NothingToCompare where it could not compare anything.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from connector.moodle.accounts.remembered import fields_in_use
from connector.moodle.accounts.told import account_of, read_people
from connector.moodle.asking.calls import Call
from connector.moodle.functions import Function
from connector.moodle.involvement.completions import completions_by_pair
from connector.moodle.involvement.course_lists import listed_enrolments
from connector.moodle.plan import Way
from connector.moodle.quizzes.grades import best_grades
from connector.moodle.quizzes.reviews import reviewed
from connector.moodle.records import AttemptState, EnrolmentStatus
from connector.moodle.reports.filters import reset_filters
from connector.moodle.reports.pages import page_of
from connector.moodle.wire import list_of
from tests.live.judgements import other_fields, some
from tests.live.seen import Seen
from tests.live.streams import RESTLESS, records_of

SIZE = 20
COURSES = 5
SEED = 20_240_901

_NEAR = 0.01
"""The gradebook rounds to five digits, the quiz to its own."""

T = TypeVar("T")


class NothingToCompareError(Exception):
    """The site has no such rows, or does not answer such calls; the text says which."""


def sample(rows: Sequence[T], size: int = SIZE) -> list[T]:
    """Return some of the rows, the same ones each time."""
    if not rows:
        raise NothingToCompareError("таких строк на площадке нет")
    return Random(SEED).sample(list(rows), min(size, len(rows)))


def _needs(seen: Seen, function: Function) -> None:
    if function not in seen.site.functions:
        raise NothingToCompareError(f"в службе нет функции {function.value}")


def accounts_by_number(seen: Seen) -> list[str]:
    """Compare accounts with `core_user_get_users_by_field`, a call each."""
    asked = sample(records_of(seen.first.readings, "accounts"))
    calls = [Call(Function.USERS_BY_FIELD, {"field": "id", "values": [each.account_id]}) for each in asked]
    notes = seen.first.readings["accounts"].notes
    used = fields_in_use(notes, seen.subject.options.profile)
    troubles = []
    for account, reply in zip(asked, seen.moodle.batch(calls, size=SIZE), strict=True):
        people = read_people(list_of(reply.get(), Function.USERS_BY_FIELD))
        if [each.account_id for each in people.told] != [account.account_id]:
            troubles.append(f"accounts {account.account_id}: по номеру не находится")
        elif fields := other_fields(account, account_of(people.told[0], used)):
            troubles.append(f"accounts {account.account_id}: иначе {', '.join(fields)}")
    return some(troubles)


def completions_by_person(seen: Seen) -> list[str]:
    """Compare completions, to the minute, with `core_completion_get_course_completion_status`.

    A course whose conditions have changed may tell another date by them, so most dates must agree, not all; who
    is complete there must be complete here.
    """
    _needs(seen, Function.COURSE_COMPLETION)
    if seen.plan.completions is not Way.REPORT:
        raise NothingToCompareError("завершения и так читаются по одному")
    readings = seen.first.readings
    told = {
        (each.course_id, each.account_id): each.completed_at
        for each in records_of(readings, "completions")
        if each.completed_at
    }
    active = {
        (each.course_id, each.account_id): each
        for each in records_of(readings, "enrolments")
        if each.status is EnrolmentStatus.ACTIVE
    }
    asked = [active[pair] for pair in sample(sorted(told.keys() & active.keys()))]
    asked += [active[pair] for pair in sample(sorted(active.keys() - told.keys()), SIZE // 2)]
    found = completions_by_pair(seen.moodle, records_of(readings, "courses"), asked).records
    if not found:
        raise NothingToCompareError("ни об одном из выбранных завершений площадка не говорит по одному")
    absent = [each for each in found if (each.course_id, each.account_id) not in told]
    off = [
        each
        for each in found
        if each not in absent and told[each.course_id, each.account_id].replace(second=0) != each.completed_at
    ]
    if len(off) * 2 < len(found):
        off = []
    return some(
        f"completions {each.course_id}/{each.account_id}: {what}"
        for what, rows in (("в отчёте нет", absent), ("другая дата", off))
        for each in rows
    )


def attempts_by_review(seen: Seen) -> list[str]:
    """Compare settled attempts with `mod_quiz_get_attempt_review`."""
    _needs(seen, Function.ATTEMPT_REVIEW)
    settled = {AttemptState.FINISHED, AttemptState.ABANDONED}
    over = [each for each in records_of(seen.first.readings, "attempts") if each.state in settled]
    asked = {each.attempt_id: each for each in sample(over)}
    found, apart, gone = reviewed(seen.moodle, list(asked))
    if not found and not apart and not gone:
        raise NothingToCompareError("просматривать попытки площадка не даёт")
    skipped = {*RESTLESS, "parts"}
    return some(
        [
            *(f"attempts {number}: по номеру не находится" for number in sorted(gone)),
            *(f"attempts {each.number}: не читается, {each.reason}" for each in apart),
            *(
                f"attempts {each.attempt_id}: иначе {', '.join(fields)}"
                for each in found
                if (fields := other_fields(asked[each.attempt_id], each, skipped))
            ),
        ]
    )


def grades_by_person(seen: Seen) -> list[str]:
    """Compare grades that nobody has overridden with `mod_quiz_get_user_best_grade`."""
    _needs(seen, Function.BEST_GRADE)
    if seen.plan.final_grades is not Way.COURSE:
        raise NothingToCompareError("итоговые оценки и так читаются по одной")
    readings = seen.first.readings
    own = [each for each in records_of(readings, "final_grades") if not each.overridden and each.graded_at]
    told = {(each.quiz_id, each.account_id): each.grade for each in sample(own)}
    found, problems = best_grades(seen.moodle, list(told), records_of(readings, "quizzes"))
    best = {(each.quiz_id, each.account_id): each.grade for each in found}
    if problems and not best:
        raise NothingToCompareError("оценки по одной площадка не говорит")
    return some(
        f"final_grades {quiz_id}/{account_id}: у теста другая оценка"
        for (quiz_id, account_id), grade in told.items()
        if abs((best.get((quiz_id, account_id)) or 0) - grade) > _NEAR
    )


def people_by_course(seen: Seen) -> list[str]:
    """Compare who is enrolled, and who is let in, with `core_enrol_get_enrolled_users`."""
    _needs(seen, Function.ENROLLED_USERS)
    if seen.plan.enrolments is not Way.REPORT:
        raise NothingToCompareError("зачисления и так читаются по курсам")
    readings = seen.first.readings
    told = records_of(readings, "enrolments")
    with_people = {each.course_id for each in told}
    chosen = sample(
        [each for each in records_of(readings, "courses") if each.course_id in with_people], COURSES
    )
    listed = listed_enrolments(seen.moodle, chosen).reading
    if not listed.complete:
        raise NothingToCompareError("списков участников площадка не даёт")
    numbers = {each.course_id for each in chosen}
    ours = {(each.course_id, each.account_id) for each in told if each.course_id in numbers}
    theirs = {(each.course_id, each.account_id) for each in listed.records}
    in_ours = {(e.course_id, e.account_id) for e in told if e.status is EnrolmentStatus.ACTIVE} & ours
    in_theirs = {(e.course_id, e.account_id) for e in listed.records if e.status is EnrolmentStatus.ACTIVE}
    kinds = (
        ("нет в списке курса", ours - theirs),
        ("нет в отчёте", theirs - ours),
        ("открыт ли курс, сказано по-разному", in_ours ^ in_theirs),
    )
    return some(f"enrolments {c}/{a}: {what}" for what, pairs in kinds for c, a in sorted(pairs))


def filters_left(seen: Seen) -> list[str]:
    """Count the rows of each report as it was left, and again with its filters taken off."""
    reports = [each for each in (seen.plan.report, seen.plan.users_report) if each is not None]
    if not reports or Function.RESET_FILTERS not in seen.site.functions:
        raise NothingToCompareError("отчётов или функции сброса фильтров нет, и фильтры не ставятся")
    troubles = []
    for report in reports:
        read = Call(Function.REPORT, {"reportid": report.report_id, "page": 0, "perpage": 1})
        before, _, after = seen.moodle.batch([read, reset_filters(report.report_id), read], in_order=True)
        left, all_rows = page_of(before.get()).total, page_of(after.get()).total
        if left != all_rows:
            troubles.append(f"отчёт {report.report_id}: фильтр оставлен, видно {left} строк из {all_rows}")
    return troubles
