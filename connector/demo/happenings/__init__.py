"""What can happen on a running site, each as one function: a district and a moment in, the district after it out.

    lms.change(happenings.complete_course, course_id, account_id, done_at=long_ago)

Each keeps everything Moodle derives: times of change, grades, enrolments that go with a course or an account.
What does not belong here: whole days of work (`changes.grow`), and what the passing of time does by itself (`clock`).
"""

from connector.demo.happenings.accounts import (
    clean_up_deleted,
    create_account,
    delete_account,
    edit_account,
    join_cohort,
    leave_cohort,
    mend_account,
    rename_account,
    resume_account,
    spoil_account,
    suspend_account,
)
from connector.demo.happenings.catalogue import create_course, delete_course, rename_course
from connector.demo.happenings.courses import (
    complete_course,
    enrol,
    resume_enrolment,
    set_end_date,
    suspend_enrolment,
    undo_completion,
    unenrol,
    visit_course,
)
from connector.demo.happenings.gradebook import hide_grade, override_grade, show_grade, undo_override
from connector.demo.happenings.quizzes import (
    abandon_attempt,
    begin_attempt,
    change_grade_method,
    delete_attempt,
    finish_attempt,
    grade_by_hand,
    let_attempt_go_overdue,
    regrade_quiz,
)

__all__ = [
    "abandon_attempt",
    "begin_attempt",
    "change_grade_method",
    "clean_up_deleted",
    "complete_course",
    "create_account",
    "create_course",
    "delete_account",
    "delete_attempt",
    "delete_course",
    "edit_account",
    "enrol",
    "finish_attempt",
    "grade_by_hand",
    "hide_grade",
    "join_cohort",
    "leave_cohort",
    "let_attempt_go_overdue",
    "mend_account",
    "override_grade",
    "regrade_quiz",
    "rename_account",
    "rename_course",
    "resume_account",
    "resume_enrolment",
    "set_end_date",
    "show_grade",
    "spoil_account",
    "suspend_account",
    "suspend_enrolment",
    "undo_completion",
    "undo_override",
    "unenrol",
    "visit_course",
]
