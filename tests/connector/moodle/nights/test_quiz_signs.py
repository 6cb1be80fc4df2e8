"""Where a night looks, what it does not believe, and what it sets apart."""

import pytest

from connector.moodle.functions import Function
from connector.moodle.quizzes.final_grades import courses_due
from connector.moodle.reading import Options, QuizChoice, Scope

TEACHER = 1


@pytest.fixture
def life(make_life):
    return lived_in(make_life())


def lived_in(life, nights=2):
    for pick in range(24):
        life.world.start(pick * 5)
        life.world.finish(pick * 7)
    for _ in range(nights):
        life.night()
    return life


def spoil(life, function, meddle):
    """Let the site answer a function otherwise."""
    honest = life.world.call

    def call(asked_function, asked):
        told = honest(asked_function, asked)
        return meddle(asked, told) if asked_function is function else told

    life.world.call = call
    return honest


def stranger(life):
    """Somebody enrolled begins a quiz they have never been at; the attempt."""
    made = {(each.quiz, each.account) for each in life.world.attempts.values()}
    quiz, account = next(
        (quiz, account)
        for course, account in sorted(life.world.enrolled)
        for quiz in life.world._in(course)
        if (quiz, account) not in made
    )
    life.world._begin(quiz, account)
    return max(life.world.attempts.values(), key=lambda each: each.id)


def finished(life):
    return next(each for each in life.world.attempts.values() if each.sum is not None)


# where it looks


@pytest.mark.parametrize("courses", [2, 12])
def test_a_night_without_changes_takes_three_requests_however_many_courses(make_life, courses):
    life = lived_in(make_life(courses=courses))

    told = life.night()

    assert life.moodle.requests <= 3
    assert all(each.complete for each in told)


def test_in_a_small_site_every_report_is_read_every_night():
    assert courses_due([2, 3, 4], {}, (), 7) == {2, 3, 4}
    assert courses_due([2, 3, 4], {"graded": {"2": 1_999, "4": 1}}, (), 7) == {2, 3, 4}


def test_few_reports_that_are_long_are_read_in_turn():
    read = {"2": "2026-11-20", "3": "2026-11-19", "4": "2026-11-21"}

    assert courses_due([2, 3, 4], {"read": read, "graded": {"2": 1_999, "4": 2}}, (), 7) == {3}


def test_the_courses_longest_unread_are_read_in_turn():
    read = {str(course): f"2026-11-{20 - course:02}" for course in range(2, 16)}

    assert courses_due(range(2, 16), {"read": read}, (), 7) == {15, 14}
    assert courses_due([*range(2, 16), 99], {"read": read}, (), 7) == {99, 15, 14}


def test_courses_with_visits_and_those_that_lost_something_are_read_out_of_turn():
    read = {str(course): "2026-11-20" for course in range(2, 16)}

    assert courses_due(range(2, 16), {"read": read, "again": [9]}, [7, 1000], 14) == {2, 7, 9}


def test_notes_that_are_not_understood_mean_that_more_is_read():
    assert courses_due(range(2, 9), {"read": ["?"], "again": {"x": 1}}, (), 7) == {2}


def test_every_course_is_read_within_the_days_of_rotation(make_life):
    life = lived_in(make_life(courses=12), nights=1)
    for pick in range(40):
        life.world.override(pick)

    for _ in range(7):
        life.night(rotation_days=7)

    assert life.kept() == life.truth()


@pytest.mark.parametrize("seen", [True, False])
def test_an_override_is_known_the_next_morning_where_somebody_was_seen(make_life, seen):
    life = lived_in(make_life(courses=12), nights=5)
    read = life.keeper.streams["final_grades"].notes["read"]
    course_of = {number: quiz["course"] for number, quiz in life.world.quizzes.items()}
    pair = max(life.world.grades, key=lambda each: read.get(str(course_of[each[0]]), ""))
    life.world.overrides[pair] = (77, life.world.tick())

    life.night(visited=frozenset({(course_of[pair[0]], TEACHER)} if seen else ()))

    assert life.kept()["final_grades"][pair]["overridden"] is seen


def test_id_numbers_of_courses_not_read_are_remembered(make_life):
    life = lived_in(make_life(courses=12))

    told = life.night()

    assert {each.id_number for each in told[0].records} == {f"Q-{n}" for n in range(1, 25)}


def test_a_new_attempt_of_somebody_seen_takes_no_search(life):
    made = stranger(life)
    course = life.world.quizzes[made.quiz]["course"]

    told = life.night(visited=frozenset({(course, made.account)}))

    assert made.id in {each.attempt_id for each in told[2].records}
    assert life.moodle.calls[Function.ATTEMPT_REVIEW] == 0
    assert life.moodle.requests <= 4


def test_a_new_attempt_of_nobody_knows_whom_is_read_by_number(life):
    stranger(life)

    life.night()

    assert life.moodle.calls[Function.ATTEMPT_REVIEW] == 1
    assert life.moodle.requests <= 4


def test_many_new_attempts_of_nobody_knows_whom_are_looked_for_among_those_enrolled(make_life):
    life = lived_in(make_life(people=30))
    for _ in range(30):
        stranger(life)

    life.night()

    assert life.moodle.calls[Function.ATTEMPT_REVIEW] == 0
    assert life.kept() == life.truth()


def test_other_parts_of_a_quiz_have_all_its_attempts_read_again(life):
    quiz = finished(life).quiz
    life.world.quizzes[quiz]["items"] = [[1, 2, 3]]

    told = life.night()

    assert life.kept() == life.truth()
    unsettled = {each.id for each in life.world.attempts.values() if each.sum is None}
    reread = {each.quiz_id for each in told[2].records if each.attempt_id not in unsettled}
    assert quiz in reread


def test_unsettled_attempts_that_do_not_fit_are_asked_about_by_turns(make_life):
    life = make_life(people=240)
    quiz = min(life.world.quizzes)
    for account in sorted(life.world.accounts):
        life.world._begin(quiz, account)
    life.night()
    life.night()

    seen = set()
    for _ in range(2):
        told = life.night()
        seen |= {each.account_id for each in told[2].records}
        assert life.moodle.requests <= 3

    assert seen == life.world.accounts


def test_marks_by_question_are_read_for_what_has_changed_only(make_life):
    life = lived_in(make_life(options=Options(slot_quizzes=(QuizChoice(id_number="Q-1"),))))
    life.night()
    assert life.moodle.calls[Function.ATTEMPT_REVIEW] == 0
    made = next(each for each in life.world.attempts.values() if each.quiz == 1 and each.state == "finished")
    made.marks, made.modified = [1, 1, 1], life.world.tick()

    told = life.night()

    assert life.moodle.calls[Function.ATTEMPT_REVIEW] == 1
    [given] = [each for each in told[2].records if each.quiz_id == 1]
    assert [each.mark for each in given.parts if each.part.startswith("slot:")] == [1, 1, 1]


# what it does not believe


def test_lists_that_are_empty_for_want_of_a_right_take_nothing_away(life, fail):
    before = life.kept()
    spoil(
        life,
        Function.UPDATES,
        lambda asked, told: told | {"instances": [no_attempts(each) for each in told["instances"]]},
    )
    spoil(life, Function.QUIZ_ATTEMPTS, lambda *_: fail("nopermissions"))
    spoil(life, Function.ATTEMPT_REVIEW, lambda *_: fail("nopermissions"))

    for _ in range(3):
        told = life.night()

    assert not told[2].complete
    assert life.kept()["attempts"] == before["attempts"]


def no_attempts(instance):
    return instance | {"updates": [each for each in instance["updates"] if each["name"] == "configuration"]}


def test_attempts_gone_from_the_list_and_told_of_their_owner_are_not_gone(life):
    """A quiz with separate groups lists those of the groups we may see."""
    hidden = finished(life).id

    def meddle(asked, told):
        for instance in told["instances"]:
            for area in instance["updates"]:
                area["itemids"] = [each for each in area.get("itemids", ()) if each != hidden]
        return told

    spoil(life, Function.UPDATES, meddle)
    for _ in range(3):
        told = life.night()

    assert told[2].complete
    assert (hidden,) in life.kept()["attempts"]


def test_a_course_whose_changes_are_not_told_is_a_problem_and_loses_nothing(life, fail):
    before = life.kept()
    spoil(life, Function.UPDATES, lambda asked, told: fail("x") if asked["tocheck"][0]["since"] else told)

    told = life.night()

    assert not told[2].complete
    assert told[2].records
    assert life.kept() == before


def test_quizzes_of_a_closed_course_are_not_gone(life):
    before = life.kept()
    course = life.world.courses[0]

    def meddle(asked, told):
        left = [each for each in told["quizzes"] if each["course"] != course]
        return {"quizzes": left, "warnings": [{"item": "course", "itemid": course, "warningcode": "1"}]}

    spoil(life, Function.QUIZZES, meddle)
    for _ in range(3):
        told = life.night()

    assert [each.complete for each in told] == [False] * 3
    assert life.kept() == before


# what it sets apart


def odd_attempt(number):
    """Let an attempt be told with a state that is no word."""

    def meddle(asked, told):
        rows = told.get("attempts", ())
        return told | {"attempts": [row | ({"state": 7} if row["id"] == number else {}) for row in rows]}

    return meddle


@pytest.mark.parametrize("nights", [0, 2])
def test_an_attempt_that_cannot_be_read_is_set_apart_and_the_others_count_as_whole(make_life, nights):
    life = lived_in(make_life(), nights=nights)
    odd = finished(life)
    odd.modified = life.world.tick()
    spoil(life, Function.QUIZ_ATTEMPTS, odd_attempt(odd.id))

    told = life.night()

    assert told[2].complete
    [apart] = told[2].unreadable
    assert (apart.number, dict(apart.keys), apart.reason) == (str(odd.id), {"attempt_id": odd.id}, "state")
    assert f'"id":{odd.id}' in apart.raw
    assert odd.id not in {each.attempt_id for each in told[2].records}


def test_an_attempt_set_apart_is_asked_for_again_without_a_search_until_it_is_mended(make_life):
    life = lived_in(make_life(), nights=0)
    odd = finished(life)
    honest = spoil(life, Function.QUIZ_ATTEMPTS, odd_attempt(odd.id))
    life.night()
    life.night()

    told = life.night()
    assert len(told[2].unreadable) == 1
    assert life.moodle.requests <= 3
    assert life.moodle.calls[Function.ATTEMPT_REVIEW] == 0

    life.world.call = honest
    life.night()
    assert life.kept() == life.truth()


def test_an_attempt_without_a_number_may_be_any_and_nothing_is_taken_away(life):
    before = life.kept()["attempts"]

    def meddle(asked, told):
        return {"attempts": [{key: row[key] for key in row if key != "id"} for row in told["attempts"]]}

    spoil(life, Function.QUIZ_ATTEMPTS, meddle)
    finished(life).modified = life.world.tick()

    told = life.night()

    assert not told[2].complete
    assert life.kept()["attempts"] == before


def test_a_line_of_the_grade_report_that_cannot_be_read_is_set_apart(life):
    quiz, account = next(pair for pair in life.world.grades if pair[1] in life.world.accounts)

    def meddle(asked, told):
        for person in told["usergrades"]:
            for line in person["gradeitems"]:
                if (line["iteminstance"], person["userid"]) == (quiz, account):
                    line["graderaw"] = {"odd": 1}
        return told

    spoil(life, Function.GRADE_ITEMS, meddle)

    told = life.night()

    assert told[1].complete
    [apart] = told[1].unreadable
    assert dict(apart.keys) == {"quiz_id": quiz, "account_id": account}
    assert (quiz, account) not in {(each.quiz_id, each.account_id) for each in told[1].records}


@pytest.mark.parametrize("nights", [0, 2])
def test_a_quiz_that_cannot_be_read_keeps_its_grades_and_attempts(make_life, nights):
    life = lived_in(make_life(), nights=nights)
    quiz = finished(life).quiz

    def meddle(asked, told):
        return told | {
            "quizzes": [row | ({"name": 5} if row["id"] == quiz else {}) for row in told["quizzes"]]
        }

    spoil(life, Function.QUIZZES, meddle)

    told = life.night()

    assert [each.complete for each in told] == [True] * 3
    assert dict(told[0].unreadable[0].keys) == {"quiz_id": quiz}
    assert all(each.scope is not None for each in told[1:])
    assert quiz not in told[1].scope.values
    assert not {n for n, each in life.world.attempts.items() if each.quiz == quiz} & told[2].scope.values


# what it says and what it cannot


@pytest.mark.parametrize(
    "function",
    [
        Function.QUIZZES,
        Function.UPDATES,
        Function.QUIZ_ATTEMPTS,
        Function.GRADE_ITEMS,
        Function.ATTEMPT_REVIEW,
    ],
)
def test_a_site_that_falls_silent_half_way_moves_no_cursor_of_what_it_kept_back(life, function):
    stranger(life)

    told = life.night(silent_on=function)

    assert any(not each.complete and each.problems for each in told)
    assert all(each.problems for each in told if not each.complete)


def test_what_was_read_before_the_site_fell_silent_is_given(life):
    stranger(life)

    told = life.night(silent_on=Function.ATTEMPT_REVIEW)

    assert not told[2].complete
    assert told[2].records
    assert told[1].records


def test_a_stream_never_read_completely_is_read_whole_with_members_in_place_of_news(life):
    """Enrolments hold only news in a night: who is enrolled is asked for by course."""
    life.keeper.streams.pop("attempts")
    life.keeper.rows["attempts"].clear()

    told = life.night()

    assert [each.complete for each in told] == [True] * 3
    assert told[2].scope is None
    assert life.moodle.calls[Function.ENROLLED_USERS] == len(life.world.courses)
    assert life.kept() == life.truth()


def test_without_lists_a_whole_reading_takes_away_only_what_it_looked_at(make_life):
    life = lived_in(make_life(refused=[Function.UPDATES]), nights=1)
    kept = finished(life)
    life.world.enrolled = {pair: how for pair, how in life.world.enrolled.items() if pair[1] != kept.account}
    life.keeper.streams.clear()

    told = life.night()

    assert isinstance(told[2].scope, Scope)
    assert kept.id not in told[2].scope.values


def test_a_night_asks_since_the_moment_remembered(life):
    asked = []
    spoil(life, Function.UPDATES, lambda a, told: (asked.append(a["tocheck"][0]["since"]), told)[1])
    since = life.keeper.streams["attempts"].since

    life.night()

    assert set(asked) == {0, int(since.timestamp())}


def test_lists_that_show_nobody_take_no_hidden_grade_away(make_life):
    """So answers a site whose service account may not see profiles any more: empty lists, and no error."""
    life = make_life()
    for pick in range(12):
        life.world.start(pick)
        life.world.finish(pick * 7 + 1)
    quiz, account = max(life.world.grades, key=lambda pair: pair[1])
    life.world.enrolled[life.world.quizzes[quiz]["course"], account] = ("suspended", life.world.tick())
    life.night()
    life.night()
    before, told_members = life.kept()["final_grades"], life.world.members
    assert (quiz, account) in before

    life.world.members = lambda asked: []
    nights = [life.night()[1] for _ in range(2)]

    assert {problem.text_id for each in nights for problem in each.problems} == {"lms.problem.members_hidden"}
    assert not any(each.complete for each in nights)
    assert life.kept()["final_grades"] == before
    life.world.members = told_members
    assert life.night()[1].complete
    assert life.kept() == life.truth()
