"""What the mere passing of time does to a district: enrolments whose first or last day comes."""

from dataclasses import replace

from connector.demo.district import District, changed
from connector.demo.values import Enrolment, EnrolmentState


def standing_at(district: District, now: int) -> District:
    """Let the dates of enrolments that have come by `now` take effect; the same district where none has."""
    if district.next_turn > now:
        return district
    return changed(district, enrolments=tuple(_at(row, now) for row in district.enrolments))


def state_at(row: Enrolment, now: int) -> EnrolmentState:
    """Say what an enrolment is at a moment, as Moodle's report does (enrolment.php, get_status_field_sql)."""
    if row.state is EnrolmentState.SUSPENDED:
        return row.state
    passed = 0 < row.ends_at < now
    return EnrolmentState.NOT_CURRENT if passed or row.starts_at > now else EnrolmentState.ACTIVE


def _at(row: Enrolment, now: int) -> Enrolment:
    state = state_at(row, now)
    return row if state is row.state else replace(row, state=state)
