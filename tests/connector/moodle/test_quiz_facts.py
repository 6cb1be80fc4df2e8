"""Quizzes, grades and attempts, and the proof that none is missing."""

from datetime import UTC, datetime

import pytest

from connector.moodle.functions import Function
from connector.moodle.plan import make_plan
from connector.moodle.planning.preflight import Site
from connector.moodle.quizzes.attempts import Asked, attempts, first_pairs, other_pairs, reviews_are_cheaper
from connector.moodle.quizzes.grades import best_grades, grade_book
from connector.moodle.quizzes.listing import chosen, quizzes, with_id_numbers
from connector.moodle.reading import QuizChoice
from connector.moodle.records import AttemptState, Course, Quiz

ALL = frozenset(function.value for function in Function)


def plan(*missing):
    return make_plan(Site("4.5", 57, ALL - {each.value for each in missing}, "http://lms.example"))


def quiz(number=6, course=3, **other):
    told = {"module_id": number * 10, "name": f"Тест {number}", "grade_method": "highest"}
    return Quiz(quiz_id=number, course_id=course, **(told | other))


def row(number, account=3, quiz_id=6, **other):
    told = {"id": number, "quiz": quiz_id, "userid": account, "attempt": 1, "state": "finished"}
    times = {"timestart": 1_700_000_000, "timefinish": 1_700_000_900, "timemodified": 1_700_000_900}
    return told | times | {"preview": 0, "sumgrades": 4, "gradeitemmarks": []} | other


class QuizSite:
    """A site's attempts, as its three functions tell of them."""

    def __init__(self, rows, hidden=(), unlisted=False):
        self.rows = rows
        self.hidden = set(hidden)
        self.unlisted = unlisted
        self.asked = []
        self.reviewed = []

    def functions(self, **other):
        return {
            "core_course_check_updates": self.updates,
            "mod_quiz_get_user_attempts": self.attempts,
            "mod_quiz_get_attempt_review": self.review,
        } | other

    def updates(self, asked):
        if self.unlisted:
            return {"exception": "x", "errorcode": "nopermissions"}
        return {
            "instances": [
                {
                    "contextlevel": "module",
                    "id": each["id"],
                    "updates": [
                        {"name": "configuration", "timeupdated": 1},
                        {"name": "questions", "itemids": [900, 901]},
                        {
                            "name": "userattempts",
                            "itemids": [r["id"] for r in self.rows if r["quiz"] * 10 == int(each["id"])],
                        },
                        {"name": "usergrades", "itemids": [800]},
                    ],
                }
                for each in asked["tocheck"]
            ],
            "warnings": [],
        }

    def attempts(self, asked):
        assert (asked["status"], int(asked["includepreviews"])) == ("all", 1)
        pair = (int(asked["quizid"]), int(asked["userid"]))
        self.asked.append(pair)
        return {"attempts": [r for r in self.rows if (r["quiz"], r["userid"]) == pair], "warnings": []}

    def review(self, asked):
        number = int(asked["attemptid"])
        self.reviewed.append((number, asked.get("page")))
        if number in self.hidden:
            return {"exception": "x", "errorcode": "noreviewattempt"}
        found = [r for r in self.rows if r["id"] == number]
        if not found:
            return {"exception": "x", "errorcode": "invalidrecord"}
        questions = [
            {"slot": 1, "mark": "0,50", "maxmark": 1, "html": "<div>"},
            {"slot": 2, "mark": "", "maxmark": 2},
            {"slot": 3, "type": "description", "maxmark": 0},
        ]
        return {"grade": None, "attempt": found[0], "questions": questions}


@pytest.fixture
def read(serve):
    def reading(site, asked, told_plan=None, **functions):
        moodle, _, server = serve(site.functions(**functions))
        site.server = server
        return attempts(moodle, told_plan or plan(), asked)

    return reading


def numbers(reading):
    return [each.attempt_id for each in reading.records]


def test_recorded_quizzes_know_their_grading_method(serve, recorded):
    moodle, _, _ = serve(recorded)
    courses = [
        Course(course_id=number, short_name=name, full_name="x")
        for number, name in ((2, "DIAG-PED"), (3, "DIAG-KOMPL"), (4, "DIAG-UPR"))
    ]

    told = quizzes(moodle, courses, None)

    assert len(told.records) == 7
    assert {each.quiz_id: each.grade_method.value for each in told.records}[6] == "last"
    assert {each.quiz_id: (each.max_mark, each.max_grade) for each in told.records}[6] == (13, 100)


def test_only_the_courses_wanted_are_asked_for_quizzes(serve):
    moodle, _, site = serve(mod_quiz_get_quizzes_by_courses={"quizzes": [], "warnings": []})
    courses = [
        Course(course_id=2, short_name="DIAG-PED", full_name="x"),
        Course(course_id=5, short_name="DPP-01", full_name="x"),
    ]

    quizzes(moodle, courses, frozenset({" diag-ped"}))
    quizzes(moodle, courses, frozenset({"нет такого"}))

    [asked] = site.asked
    assert asked.arguments["requests"][0]["arguments"] == '{"courseids":[2]}'


def test_a_course_that_could_not_be_read_is_asked_for_its_quizzes_all_the_same(serve):
    """Else they would look as if they had vanished."""
    moodle, _, site = serve(mod_quiz_get_quizzes_by_courses={"quizzes": [], "warnings": []})

    quizzes(moodle, [Course(course_id=2, short_name="DIAG-PED", full_name="x")], None, [9])

    [asked] = site.asked
    assert asked.arguments["requests"][0]["arguments"] == '{"courseids":[2,9]}'


def test_a_course_left_out_with_a_warning_is_told(serve):
    warning = {"item": "course", "itemid": 5, "warningcode": "1", "message": "…"}
    moodle, _, _ = serve(mod_quiz_get_quizzes_by_courses={"quizzes": [], "warnings": [warning]})

    told = quizzes(moodle, [Course(course_id=5, short_name="x", full_name="x")], None)

    assert not told.complete
    assert dict(told.problems[0].values) == {"n": 1, "course_id": 5}


def test_quizzes_are_chosen_by_id_number_or_by_course_and_name():
    found = [quiz(1, 2, id_number="DIAG-PRED"), quiz(2, 2, name="Методика"), quiz(3, 4, name="Методика")]
    courses = [
        Course(course_id=2, short_name="DIAG-PED", full_name="x"),
        Course(course_id=4, short_name="DIAG-UPR", full_name="x"),
    ]
    choices = [QuizChoice(id_number="diag-pred"), QuizChoice(course="DIAG-UPR", name="методика ")]

    assert chosen(found, courses, choices) == {1, 3}
    assert chosen(found, courses, [QuizChoice(id_number="x")]) == frozenset()


@pytest.mark.parametrize(
    ("name", "course_id", "quiz_ids"), [("course", 2, {1, 2, 3, 4, 5}), ("kompl", 3, {6}), ("upr", 4, {7})]
)
def test_a_recorded_grade_report_gives_grades_and_id_numbers(serve, recorded, name, course_id, quiz_ids):
    reply = recorded.reply(f"gradereport_user_get_grade_items--{name}")
    moodle, _, _ = serve(gradereport_user_get_grade_items=reply)

    book = grade_book(moodle, [course_id])

    items = [i for u in reply["usergrades"] for i in u["gradeitems"] if i["itemmodule"] == "quiz"]
    assert len(book.shown) == len(items)
    assert len(book.grades) == sum(item["graderaw"] is not None for item in items)
    assert book.id_numbers.keys() == quiz_ids
    assert all(each.graded_at is not None for each in book.grades)


def test_overrides_and_hidden_grades_are_kept_as_such(serve):
    item = {"itemmodule": "quiz", "iteminstance": 6, "itemnumber": 0, "graderaw": 75.5, "grademax": 100}
    marks = {"gradeishidden": True, "gradeisoverridden": True, "gradedategraded": 1_700_000_000}
    person = {"userid": 3, "gradeitems": [item | marks, {"itemmodule": None, "itemtype": "course"}]}
    moodle, _, _ = serve(gradereport_user_get_grade_items={"usergrades": [person]})

    [grade] = grade_book(moodle, [3]).grades

    assert (grade.grade, grade.max_grade, grade.hidden, grade.overridden) == (75.5, 100, True, True)
    assert (grade.submitted_at, grade.graded_at) == (None, datetime.fromtimestamp(1_700_000_000, UTC))


def test_a_course_whose_grades_are_closed_is_a_problem_and_the_others_are_read(serve, fail):
    good = {"usergrades": [{"userid": 3, "gradeitems": []}]}
    moodle, _, site = serve(
        gradereport_user_get_grade_items=lambda asked: (
            fail("nopermissiontoviewgrades") if asked["courseid"] == 3 else good
        )
    )

    book = grade_book(moodle, [2, 3, 4])

    assert [problem.values["course_id"] for problem in book.problems] == [3]
    assert len(site.asked) == 2


def test_best_grades_are_asked_for_by_pair(serve, fail):
    def best(asked):
        told = {3: {"hasgrade": True, "grade": 44.4}, 4: {"hasgrade": False}}
        return told.get(asked["userid"]) or fail("userdeleted")

    moodle, _, _ = serve(mod_quiz_get_user_best_grade=best)

    found, problems = best_grades(moodle, [(6, 3), (6, 4), (6, 5)], [quiz(max_grade=100)])

    assert [(each.account_id, each.grade, each.max_grade) for each in found] == [(3, 44.4, 100)]
    assert problems == []


def test_id_numbers_from_the_grade_report_are_laid_to_their_quizzes(serve):
    moodle, _, _ = serve(
        mod_quiz_get_quizzes_by_courses={
            "quizzes": [{"id": 6, "coursemodule": 60, "course": 3, "name": "x", "grademethod": 4}]
        }
    )
    told = quizzes(moodle, [Course(course_id=3, short_name="x", full_name="x")], None)

    [found] = with_id_numbers(told, {6: "DIAG-KOMPL"}).records

    assert (found.id_number, found.module_id) == ("DIAG-KOMPL", 60)


def test_an_attempt_is_read_with_its_parts(read):
    parts = [{"name": "Предметные компетенции", "grade": 3, "maxgrade": 4}]
    site = QuizSite([row(1, sumgrades=None, gradeitemmarks=parts, timefinish=0)])

    [told] = read(site, Asked([quiz()], {3: [3]})).records

    assert (told.mark, told.finished_at, told.number) == (None, None, 1)
    assert [(each.part, each.mark, each.max_mark) for each in told.parts] == [
        ("Предметные компетенции", 3, 4)
    ]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("inprogress", AttemptState.IN_PROGRESS),
        ("overdue", AttemptState.OVERDUE),
        ("abandoned", AttemptState.ABANDONED),
        ("submitted", AttemptState.OTHER),
    ],
)
def test_states_are_kept_and_new_ones_are_something_else(read, told, state):
    site = QuizSite([row(1, state=told, preview=1)])

    [attempt] = read(site, Asked([quiz()], {3: [3]})).records

    assert (attempt.state, attempt.preview) == (state, True)


def test_those_with_a_grade_are_asked_first_and_nobody_after_all_are_found(read):
    site = QuizSite([row(1, account=3), row(2, account=4)])
    people = {3: range(3, 500)}

    told = read(site, Asked([quiz()], people, frozenset({(6, 3), (6, 4)})))

    assert numbers(told) == [1, 2]
    assert site.asked == [(6, 3), (6, 4)]
    assert told.complete
    assert told.coverage == {"attempts": 2, "listed": 2, "missing": 0, "pairs": 2}


def test_everybody_enrolled_is_asked_while_attempts_are_missing(read):
    rows = [row(number, account=number) for number in range(3, 103)]
    site = QuizSite(rows)

    told = read(site, Asked([quiz()], {3: range(3, 103)}, frozenset({(6, 3)})))

    assert numbers(told) == list(range(3, 103))
    assert site.reviewed == []


def test_attempts_of_people_no_longer_enrolled_are_read_by_number(read):
    site = QuizSite([row(1, account=3), row(2, account=77), row(5, account=88)])

    told = read(site, Asked([quiz()], {3: [3]}, frozenset({(6, 3)})))

    assert numbers(told) == [1, 2, 5]
    assert site.reviewed == [(2, 0), (5, 0)]
    assert told.complete


def test_few_missing_attempts_are_read_by_number_rather_than_by_asking_everybody(read):
    site = QuizSite([row(1, account=3), row(2, account=4)])

    told = read(site, Asked([quiz()], {3: range(3, 900)}, frozenset({(6, 3)})))

    assert numbers(told) == [1, 2]
    assert site.asked == [(6, 3)]
    assert reviews_are_cheaper(25, 201)
    assert not reviews_are_cheaper(25, 200)


def test_an_attempt_deleted_meanwhile_is_not_missed(read):
    site = QuizSite([row(1, account=3), row(2, account=77)])

    def updates(asked):
        told = QuizSite.updates(site, asked)
        told["instances"][0]["updates"][2]["itemids"].append(3)
        return told

    told = read(site, Asked([quiz()], {3: [3]}, frozenset({(6, 3)})), core_course_check_updates=updates)

    assert numbers(told) == [1, 2]
    assert told.complete


@pytest.mark.parametrize("missing", [(), (Function.ATTEMPT_REVIEW,)])
def test_attempts_that_cannot_be_read_are_counted_and_told(read, missing):
    site = QuizSite([row(1, account=3), row(2, account=77), row(5, account=88)], hidden={2, 5})

    told = read(site, Asked([quiz()], {3: [3]}, frozenset({(6, 3)})), plan(*missing))

    assert numbers(told) == [1]
    assert not told.complete
    assert told.coverage["missing"] == 2
    assert (told.problems[0].text_id, dict(told.problems[0].values)) == (
        "lms.problem.attempts_missing",
        {"n": 2},
    )


def test_without_lists_everybody_enrolled_is_asked(read):
    site = QuizSite([row(1, account=3), row(2, account=77)])

    told = read(site, Asked([quiz()], {3: [3, 4]}), plan(Function.UPDATES))

    assert numbers(told) == [1]
    assert site.asked == [(6, 3), (6, 4)]


def test_a_course_whose_lists_are_closed_is_asked_person_by_person_and_told(read):
    site = QuizSite([row(1, account=3)], unlisted=True)

    told = read(site, Asked([quiz()], {3: [3, 4]}))

    assert numbers(told) == [1]
    assert not told.complete


def test_an_empty_list_is_not_believed_where_there_are_grades():
    """Without the right to view quiz reports Moodle lists nothing, and no error."""
    asked = Asked([quiz()], {3: [3, 4]}, frozenset({(6, 3)}))

    assert first_pairs(asked, {}) == [(6, 3), (6, 4)]
    assert other_pairs(asked, {}) == []


def test_an_empty_list_is_checked_with_one_person(read, fail):
    site = QuizSite([])

    told = read(
        site,
        Asked([quiz()], {3: [3, 4, 5]}),
        mod_quiz_get_user_attempts=fail("nopermissions"),
    )

    assert told.coverage["pairs"] == 1
    assert not told.complete
    assert told.problems[0].values["quiz_id"] == 6


def test_a_deleted_account_is_no_problem(read, fail):
    site = QuizSite([row(1, account=3)])

    told = read(
        site,
        Asked([quiz()], {3: [3]}),
        plan(Function.UPDATES),
        mod_quiz_get_user_attempts=fail("userdeleted"),
    )

    assert (told.records, told.complete) == ([], True)


def test_marks_by_question_are_read_for_finished_attempts_of_the_quizzes_chosen(read):
    rows = [row(1), row(2, state="inprogress"), row(3, preview=1), row(4, quiz_id=7)]
    site = QuizSite(rows)
    asked = Asked([quiz(6), quiz(7)], {3: [3]}, slot_quizzes=frozenset({6}))

    told = read(site, asked)

    parts = {each.attempt_id: [(p.part, p.mark, p.max_mark) for p in each.parts] for each in told.records}
    assert parts == {1: [("slot:1", 0.5, 1), ("slot:2", None, 2)], 2: [], 3: [], 4: []}
    assert site.reviewed == [(1, None)]


def test_marks_by_question_that_cannot_be_read_leave_the_attempt_and_are_told(read):
    site = QuizSite([row(1)], hidden={1})

    told = read(site, Asked([quiz()], {3: [3]}, slot_quizzes=frozenset({6})))

    assert numbers(told) == [1]
    assert not told.complete
    assert [problem.text_id for problem in told.problems] == ["lms.error.right"]


def test_a_quiz_closed_to_us_is_not_asked_about_person_by_person(read, fail):
    """Every refusal stops a batch: a thousand people would be a thousand requests."""
    site = QuizSite([row(1, quiz_id=7), row(2)])

    def one_closed(asked):
        return fail("nopermissions") if asked["quizid"] == 6 else QuizSite.attempts(site, asked)

    asked = Asked([quiz(6), quiz(7)], {3: range(3, 203)})
    told = read(site, asked, plan(Function.UPDATES), mod_quiz_get_user_attempts=one_closed)

    assert numbers(told) == [1]
    assert [problem.values["quiz_id"] for problem in told.problems] == [6]
    assert told.coverage["pairs"] == 1 + 200
    assert len(site.server.asked) <= 4
