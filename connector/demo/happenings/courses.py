"""What happens to people in courses: they come, are seen, complete, are suspended, go."""

from dataclasses import replace

from connector.demo.clock import state_at
from connector.demo.district import District, changed
from connector.demo.values import Account, Completion, Enrolment, EnrolmentState, Visit


def visit_course(district: District, at: int, course_id: int, account_id: int) -> District:
    """See somebody in a course: that moves their last access to it and to the site."""
    pair = course_id, account_id
    visits = tuple(row for row in district.visits if (row.course_id, row.account_id) != pair)
    accounts = tuple(_seen(one, at) if one.account_id == account_id else one for one in district.accounts)
    return changed(district, visits=(*visits, Visit(*pair, at)), accounts=accounts)


def _seen(account: Account, at: int) -> Account:
    return replace(account, last_access=max(at, account.last_access))


def complete_course(
    district: District, at: int, course_id: int, account_id: int, *, done_at: int | None = None
) -> District:
    """Complete a course, as cron does it: nobody is seen there, and the date may lie in the past.

    `done_at` is the date of completion (default: now). Whoever has completed the course already keeps their date.
    """
    pair = course_id, account_id
    known = district.completion_of.get(pair)
    if known and known.completed_at:
        return district
    done = at if done_at is None else done_at
    return _with_completion(district, Completion(*pair, known.started_at if known else 0, done))


def undo_completion(district: District, _at: int, course_id: int, account_id: int) -> District:
    """Take a completion back, as an administrator does who unlocks the criteria; the course stays begun."""
    known = district.completion_of[course_id, account_id]
    return _with_completion(district, replace(known, completed_at=0))


def _with_completion(district: District, row: Completion) -> District:
    pair = row.course_id, row.account_id
    if pair not in district.completion_of:
        return changed(district, completions=(*district.completions, row))
    rows = (row if (one.course_id, one.account_id) == pair else one for one in district.completions)
    return changed(district, completions=tuple(rows))


def enrol(
    district: District,
    at: int,
    course_id: int,
    account_id: int,
    *,
    method: str = "manual",
    starts_at: int | None = None,
    ends_at: int = 0,
) -> District:
    """Enrol somebody by a method (`manual` or `self`); whoever is in by it already stays as they are."""
    if _rows(district, course_id, account_id, method):
        return district
    row = Enrolment(
        course_id,
        account_id,
        method,
        EnrolmentState.ACTIVE,
        created_at=at,
        starts_at=at if starts_at is None else starts_at,
        ends_at=ends_at,
    )
    return changed(district, enrolments=(*district.enrolments, replace(row, state=state_at(row, at))))


def unenrol(
    district: District, _at: int, course_id: int, account_id: int, *, method: str | None = None
) -> District:
    """Take somebody out of a course, by one method or by all; attempts and completions stay in the tables.

    With the last enrolment goes the record of when they were last seen there.
    """
    gone = set(_rows(district, course_id, account_id, method))
    left = tuple(row for row in district.enrolments if row not in gone)
    pair = course_id, account_id
    if set(_rows(district, course_id, account_id)) - gone:
        return changed(district, enrolments=left)
    visits = tuple(row for row in district.visits if (row.course_id, row.account_id) != pair)
    return changed(district, enrolments=left, visits=visits)


def suspend_enrolment(
    district: District, at: int, course_id: int, account_id: int, *, method: str | None = None
) -> District:
    """Suspend somebody in a course; Moodle changes no time that a web service tells."""
    rows = _rows(district, course_id, account_id, method)
    return _turned(district, {row: replace(row, state=EnrolmentState.SUSPENDED) for row in rows}, at)


def resume_enrolment(
    district: District, at: int, course_id: int, account_id: int, *, method: str | None = None
) -> District:
    """Let somebody into a course again; their dates decide whether they are in."""
    rows = _rows(district, course_id, account_id, method)
    return _turned(district, {row: replace(row, state=EnrolmentState.ACTIVE) for row in rows}, at)


def set_end_date(
    district: District, at: int, course_id: int, account_id: int, *, ends_at: int, method: str | None = None
) -> District:
    """Say when an enrolment ends (0: never); when that moment comes by the site's clock, it is over by itself."""
    rows = _rows(district, course_id, account_id, method)
    return _turned(district, {row: replace(row, ends_at=ends_at) for row in rows}, at)


def _rows(district: District, course_id: int, account_id: int, method: str | None = None) -> list[Enrolment]:
    return [
        row
        for row in district.enrolments_of.get(account_id, ())
        if row.course_id == course_id and method in {None, row.method}
    ]


def _turned(district: District, after: dict[Enrolment, Enrolment], at: int) -> District:
    if not after:
        raise LookupError("no such enrolment")
    dated = {old: replace(new, state=state_at(new, at)) for old, new in after.items()}
    return changed(district, enrolments=tuple(dated.get(row, row) for row in district.enrolments))
