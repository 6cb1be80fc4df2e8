"""Night by night the same as read whole, whatever happens in between and whatever the site keeps back."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.moodle.functions import Function
from connector.moodle.reading import Options, QuizChoice

CHANGES = [
    "start", "start", "start", "finish", "finish", "finish", "preview", "abandon", "overdue", "reopen",
    "grade_essay", "regrade", "delete", "reset_quiz", "override", "hide", "regroup", "rename", "add_quiz",
    "remove_quiz", "delete_user", "suspend", "reactivate", "unenrol", "enrol",
]  # fmt: skip
DAYS = st.lists(
    st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 10_000)), max_size=8), min_size=1, max_size=5
)


BREAKABLE = [
    Function.QUIZZES, Function.UPDATES, Function.QUIZ_ATTEMPTS, Function.ATTEMPT_REVIEW, Function.GRADE_ITEMS,
    Function.BEST_GRADE, Function.ENROLLED_USERS,
]  # fmt: skip
FAULTS = st.lists(st.one_of(st.none(), st.none(), st.sampled_from(BREAKABLE)), min_size=5, max_size=5)
WITHHELD = (
    [Function.ATTEMPT_REVIEW],
    [Function.ENROLLED_USERS],
    [Function.BATCH],
    [Function.GRADE_ITEMS],
)
THOROUGH = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def live(life, days, faults=(), **night):
    """Pull a world that has been lived in, then let days pass, with a pull each night."""
    for pick in range(12):
        life.world.start(pick * 5)
        life.world.finish(pick * 7)
    life.night(**night)
    for place, day in enumerate(days):
        for change, pick in day:
            getattr(life.world, change)(pick)
        life.night(silent_on=faults[place] if faults else None, **night)


def rest(life, **night):
    """Let two nights pass on which nothing happens: what is missing is believed the second time."""
    for _ in range(2):
        told = life.night(**night)
    assert all(each.complete for each in told)


@THOROUGH
@given(DAYS, st.booleans())
def test_nights_lead_to_what_a_whole_reading_tells(make_life, days, whole_enrolments):
    life = make_life()
    live(life, days, whole_enrolments=whole_enrolments)

    rest(life, whole_enrolments=whole_enrolments)

    assert life.kept() == life.truth()


@THOROUGH
@given(DAYS, FAULTS)
def test_nights_on_which_the_site_falls_silent_are_made_up_for(make_life, days, faults):
    life = make_life()
    live(life, days, faults)

    rest(life)

    assert life.kept() == life.truth()


@THOROUGH
@given(DAYS)
def test_marks_by_question_are_kept_up_night_by_night(make_life, days):
    life = make_life(options=Options(slot_quizzes=(QuizChoice(id_number="Q-2"),)))
    live(life, [[each for each in day if each[0] != "rename"] for day in days])

    rest(life)

    assert life.kept() == life.truth()


@THOROUGH
@given(DAYS, st.sampled_from(WITHHELD))
def test_a_site_that_withholds_a_function_is_followed_as_far_as_it_tells(make_life, days, refused):
    """People out of their courses are seen by number only, or by nobody."""
    blind = {"unenrol", "delete_user", *({"regroup"} if Function.BATCH in refused else ())}
    kinder = [[each for each in day if each[0] not in blind] for day in days]
    life = make_life(refused=refused)
    live(life, kinder)

    rest(life)

    assert life.kept() == life.truth()


UNSEEN = {"unenrol", "delete_user", "preview"}
"""Who is out of a course, or not a learner, is seen by nobody where nothing lists attempts."""


@THOROUGH
@given(DAYS)
def test_without_lists_those_seen_in_their_courses_are_asked_about(make_life, days):
    """Everybody is seen here; who is seen by nobody is read with the next whole reading."""
    life = make_life(refused=[Function.UPDATES])
    everybody = frozenset(life.world.enrolled)
    live(life, [[each for each in day if each[0] not in UNSEEN] for day in days], visited=everybody)

    rest(life, visited=everybody)

    assert life.kept() == life.truth()


@THOROUGH
@given(DAYS)
def test_with_grades_by_person_only_none_is_wrong_but_those_taken_away(make_life, days):
    """What has no grade any more is not told from what was not asked about: the next whole reading tells."""
    life = make_life(refused=[Function.UPDATES, Function.GRADE_ITEMS])
    everybody = frozenset(life.world.enrolled)
    blind = {*UNSEEN, "suspend"}
    live(life, [[each for each in day if each[0] not in blind] for day in days], visited=everybody)

    rest(life, visited=everybody)

    kept, truth = life.kept(), life.truth()
    assert kept["attempts"] == truth["attempts"]
    assert {pair: kept["final_grades"].get(pair) for pair in truth["final_grades"]} == truth["final_grades"]
