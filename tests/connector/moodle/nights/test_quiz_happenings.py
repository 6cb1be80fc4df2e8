"""What happens at the quizzes of a running site is known the morning after, for few requests."""

import pytest

from connector.demo import happenings
from connector.demo.values import ESSAY, FINISHED, HIGHEST, IN_PROGRESS, LAST, EnrolmentState

COURSE, QUIZ, ESSAY_QUIZ = 2, 1, 6


def states(life):
    return {row["attempt_id"]: row["state"].value for row in life.kept()["attempts"].values()}


def one(life, state=FINISHED, quiz_id=QUIZ, preview=False):
    """An attempt in a state, of somebody still in the course."""
    return next(
        each
        for each in life.district.attempts
        if (each.state, each.quiz_id, each.preview) == (state, quiz_id, preview)
        and None not in (each.marks if state == FINISHED else ())
        and life.district.is_active_in(life.district.quiz_by_id[quiz_id].course_id, each.account_id)
    )


def begun(life, quiz_id=QUIZ, **options):
    """Somebody begins the quiz, for the first time if anybody can; the number of the attempt."""
    course_id = life.district.quiz_by_id[quiz_id].course_id
    active = [each for each in life.district.enrolments_in[course_id] if each.state is EnrolmentState.ACTIVE]
    made = life.district.attempts_of
    account_id = min((len(made.get((quiz_id, each.account_id), ())), each.account_id) for each in active)[1]
    life.change(happenings.begin_attempt, quiz_id, account_id, **options)
    return life.district.attempts[-1].attempt_id


def test_a_night_on_which_nothing_has_changed_takes_three_requests(demo_life):
    life = demo_life()

    told, asked = life.night()

    assert asked <= 3
    assert all(each.complete for each in told)
    assert told[1].scope.values == {1, 2, 3, 4, 5, 6, 7}
    assert life.kept() == life.truth()


def begin(life):
    begun(life)


def finish(life):
    life.change(happenings.finish_attempt, begun(life))


def await_grading(life):
    """The quiz takes the last attempt: while that waits, Moodle takes the grade away."""
    slots = life.district.quiz_by_id[ESSAY_QUIZ].slots
    marks = [None if kind == ESSAY else 1.0 for kind in slots]
    life.change(happenings.finish_attempt, begun(life, ESSAY_QUIZ), marks=marks)


def go_overdue(life):
    life.change(happenings.let_attempt_go_overdue, begun(life))


def abandon(life):
    life.change(happenings.abandon_attempt, begun(life))


def preview(life):
    begun(life, preview=True)


def grade_by_hand(life):
    waiting = next(each for each in life.district.attempts if each.state == FINISHED and None in each.marks)
    places = [place for place, mark in enumerate(waiting.marks, 1) if mark is None]
    life.change(happenings.grade_by_hand, waiting.attempt_id, marks=dict.fromkeys(places, 1.0))


def regrade(life):
    attempt = one(life)
    marks = [1.0 - mark for mark in attempt.marks]
    life.change(happenings.regrade_quiz, QUIZ, marks={attempt.attempt_id: marks})


def change_method(life):
    method = LAST if life.district.quiz_by_id[QUIZ].grade_method == HIGHEST else HIGHEST
    life.change(happenings.change_grade_method, QUIZ, method=method)


def override(life):
    life.change(happenings.override_grade, QUIZ, one(life).account_id, grade=99)


def hide(life):
    life.change(happenings.hide_grade, QUIZ, one(life).account_id)


def override_then_undo(life):
    override(life)
    life.night()
    assert any(row["overridden"] for row in life.kept()["final_grades"].values())
    life.change(happenings.undo_override, QUIZ, one(life).account_id)


def delete_attempt(life):
    life.change(happenings.delete_attempt, one(life).attempt_id)


def suspend(life):
    life.change(happenings.suspend_enrolment, COURSE, one(life).account_id)


def unenrol(life):
    life.change(happenings.unenrol, COURSE, one(life).account_id)


def delete_account(life):
    life.change(happenings.delete_account, one(life).account_id)


@pytest.mark.parametrize(
    "happening",
    [
        begin, finish, go_overdue, abandon, preview, grade_by_hand, regrade, change_method,
        override, hide, override_then_undo, suspend,
    ],
)  # fmt: skip
def test_what_happens_is_known_the_next_morning(demo_life, happening):
    life = demo_life()
    before = life.kept()
    happening(life)

    told, asked = life.night()

    assert all(each.complete for each in told)
    assert life.kept() == life.truth()
    assert asked <= 7
    assert life.kept() != before or happening in (suspend, override_then_undo)


@pytest.mark.parametrize("happening", [delete_attempt, unenrol, delete_account, await_grading])
def test_what_vanishes_is_known_the_second_morning(demo_life, happening):
    life = demo_life()
    happening(life)

    life.night()
    _, asked = life.night()

    assert life.kept() == life.truth()
    assert asked <= 4


def test_an_attempt_is_followed_through_its_states(demo_life):
    life = demo_life()
    number = begun(life)
    seen = []
    for happening in (None, happenings.let_attempt_go_overdue, happenings.abandon_attempt):
        if happening:
            life.change(happening, number)
        life.night()
        seen.append(states(life)[number])

    assert seen == [IN_PROGRESS, "overdue", "abandoned"]


def test_a_hidden_and_overridden_grade_is_told_as_such(demo_life):
    life = demo_life()
    account_id = one(life).account_id
    life.change(happenings.override_grade, QUIZ, account_id, grade=12)
    life.change(happenings.hide_grade, QUIZ, account_id)

    life.night()

    row = life.kept()["final_grades"][QUIZ, account_id]
    assert (row["grade"], row["overridden"], row["hidden"]) == (12, True, True)


def test_a_suspended_learners_grade_is_asked_for_every_night_and_costs_no_request(demo_life):
    life = demo_life()
    attempt = one(life)
    suspend(life)
    life.night()

    _, asked = life.night()

    assert asked <= 3
    assert life.kept()["final_grades"][QUIZ, attempt.account_id]["grade"] is not None


def test_what_is_reread_grows_with_what_has_changed(demo_life):
    life = demo_life()
    for quiz_id in (1, 6):
        life.change(happenings.finish_attempt, begun(life, quiz_id))

    told, _ = life.night()

    unsettled = [each for each in told[2].records if each.state.value != "finished" or each.mark is None]
    assert len(told[2].records) - len(unsettled) <= 20
