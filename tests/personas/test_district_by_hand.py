"""A district of three organisations and twelve people, reckoned by hand; as of 30.06.2026, period 2026.

People (№, where, kind; Д = diagnostic passed, М = route, П = programme, ДПР = deficit):

| №  | post                                    | what happened                                      |
|----|-----------------------------------------|----------------------------------------------------|
| 1  | школа 1, teacher                        | Д 10.03 ДПР subject, М 20.03, DPP-01 01.04–25.05   |
| 2  | школа 1, teacher                        | Д 11.03 ДПР subject, no М, DPP-01 01.04–25.05      |
| 3  | школа 1, teacher                        | Д 10.10.2025 ДПР, М 20.10.2025, no П               |
| 4  | школа 1, teacher                        | one test of two                                    |
| 5  | школа 1, teacher, b. 2001, since 2025   | nothing; Школа молодого педагога 20.05.2026        |
| 6  | школа 1, director                       | Д 01.02 (88 %), DPP-UKO 10.04.2025                 |
| 7  | школа 1, deputy + teaches (secondary)   | teachers' Д only: not for a manager                |
| 8  | школа 2, teacher                        | no account                                         |
| 9  | школа 2, teacher, b. 2000, since 2024   | Д 12.03 no ДПР; no support                         |
| 10 | школа 2, deputy (школа 2 has no head)   | Д 02.02 ДПР manage, М 10.02; DPP-UKO 01.02.2026    |
| 11 | сад 3, head; teaches in школа 2 as well | nothing; DPP-UKO 29.06.2023 (too long ago)         |
| 12 | школа 2, teacher                        | left on 01.06.2026                                 |

On the staff: 1–11, eleven people. Teachers: 1, 2, 3, 4, 5, 8, 9, seven. Managers: 6, 7, 10, 11.

- 6.1.1  passed in 2026: 1, 2, 6, 9, 10 = 5 of 11. (3 last year, 4 incomplete, 5, 7, 11 no attempt, 8 no account.)
- 6.1.2  route by own diagnostic: 1, 3, 10 = 3 of 11. (Diagnosed: 1, 2, 3, 6, 9, 10; so 3 of 6 among them.)
- 6.1.3  1 (in the route) and 2 (by deficit) = 2 of 7.
- 6.1.4  школа 1: director trained, 1 of 2 is half → counted; школа 2: 10 trained, no head → not;
         сад 3: none in the window → not. 1 of 3.
- 6.1.5  in the denominator 5 and 9; 5 took part = 1 of 2.
"""

import json
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from mappings.regulation.assessment import assess

DISTRICT = """
[["люди"]]  # 1
"родился" = 1980-05-11
"работает с" = 2003-09-01
"должности" = [{ "где" = "Школа № 1", "кто" = "педагог", "должность" = "учитель" }]
"учётные записи" = ["p1"]
"попытки" = [
  { "тест" = "Предметные компетенции", "завершена" = 2026-03-10T10:00:00, "процент" = 45 },
  { "тест" = "Методические компетенции", "завершена" = 2026-03-10T11:00:00, "процент" = 75 },
]
"маршруты" = [{ "диагностика" = "teachers", "утверждён" = 2026-03-20, "курсы" = ["DPP-01"] }]
"курсы" = [{ "курс" = "DPP-01", "зачислен" = 2026-04-01, "завершён" = 2026-05-25 }]

[["люди"]]  # 2
"родился" = 1980-05-11
"работает с" = 2003-09-01
"должности" = [{ "где" = "Школа № 1", "кто" = "педагог", "должность" = "учитель" }]
"учётные записи" = ["p2"]
"попытки" = [
  { "тест" = "Предметные компетенции", "завершена" = 2026-03-11T10:00:00, "процент" = 50 },
  { "тест" = "Методические компетенции", "завершена" = 2026-03-11T11:00:00, "процент" = 75 },
]
"курсы" = [{ "курс" = "DPP-01", "зачислен" = 2026-04-01, "завершён" = 2026-05-25 }]

[["люди"]]  # 3
"родился" = 1980-05-11
"работает с" = 2003-09-01
"должности" = [{ "где" = "Школа № 1", "кто" = "педагог", "должность" = "учитель" }]
"учётные записи" = ["p3"]
"попытки" = [
  { "тест" = "Предметные компетенции", "завершена" = 2025-10-10T10:00:00, "процент" = 50 },
  { "тест" = "Методические компетенции", "завершена" = 2025-10-10T11:00:00, "процент" = 75 },
]
"маршруты" = [{ "диагностика" = "teachers", "утверждён" = 2025-10-20 }]

[["люди"]]  # 4
"родился" = 1980-05-11
"работает с" = 2003-09-01
"должности" = [{ "где" = "Школа № 1", "кто" = "педагог", "должность" = "учитель" }]
"учётные записи" = ["p4"]
"попытки" = [{ "тест" = "Предметные компетенции", "завершена" = 2026-03-11T10:00:00, "процент" = 50 }]

[["люди"]]  # 5
"родился" = 2001-05-11
"работает с" = 2025-09-01
"должности" = [{ "где" = "Школа № 1", "кто" = "педагог", "должность" = "учитель" }]
"учётные записи" = ["p5"]
"курсы" = [{ "курс" = "YOUNG-01", "завершён" = 2026-05-20 }]

[["люди"]]  # 6
"родился" = 1970-05-11
"работает с" = 1995-09-01
"должности" = [{ "где" = "Школа № 1", "кто" = "управленец", "должность" = "Директор" }]
"учётные записи" = ["p6"]
"попытки" = [{ "тест" = "Управление качеством", "завершена" = 2026-02-01T10:00:00, "процент" = 88 }]
"курсы" = [{ "курс" = "DPP-UKO", "завершён" = 2025-04-10 }]

[["люди"]]  # 7
"родился" = 1970-05-11
"работает с" = 1995-09-01
"должности" = [
  { "где" = "Школа № 1", "кто" = "управленец", "должность" = "заместитель директора" },
  { "где" = "Школа № 1", "кто" = "педагог", "должность" = "учитель", "основная" = false },
]
"учётные записи" = ["p7"]
"попытки" = [
  { "тест" = "Предметные компетенции", "завершена" = 2026-03-11T10:00:00, "процент" = 50 },
  { "тест" = "Методические компетенции", "завершена" = 2026-03-11T11:00:00, "процент" = 75 },
]

[["люди"]]  # 8
"родился" = 1970-05-11
"работает с" = 1995-09-01
"должности" = [{ "где" = "Школа № 2", "кто" = "педагог", "должность" = "учитель" }]

[["люди"]]  # 9
"родился" = 2000-05-11
"работает с" = 2024-09-01
"должности" = [{ "где" = "Школа № 2", "кто" = "педагог", "должность" = "учитель" }]
"учётные записи" = ["p9"]
"попытки" = [
  { "тест" = "Предметные компетенции", "завершена" = 2026-03-12T10:00:00, "процент" = 90 },
  { "тест" = "Методические компетенции", "завершена" = 2026-03-12T11:00:00, "процент" = 75 },
]

[["люди"]]  # 10
"родился" = 1970-05-11
"работает с" = 1995-09-01
"должности" = [{ "где" = "Школа № 2", "кто" = "управленец", "должность" = "заместитель директора" }]
"учётные записи" = ["p10"]
"попытки" = [{ "тест" = "Управление качеством", "завершена" = 2026-02-02T10:00:00, "процент" = 30 }]
"маршруты" = [{ "диагностика" = "managers", "утверждён" = 2026-02-10 }]
"курсы" = [{ "курс" = "DPP-UKO", "завершён" = 2026-02-01 }]

[["люди"]]  # 11
"родился" = 1970-05-11
"работает с" = 1995-09-01
"должности" = [
  { "где" = "Детский сад № 3", "кто" = "управленец", "должность" = "заведующий" },
  { "где" = "Школа № 2", "кто" = "педагог", "должность" = "учитель", "основная" = false },
]
"учётные записи" = ["p11"]
"курсы" = [{ "курс" = "DPP-UKO", "завершён" = 2023-06-29 }]

[["люди"]]  # 12
"родился" = 1980-05-11
"работает с" = 2003-09-01
"должности" = [{ "где" = "Школа № 2", "кто" = "педагог", "должность" = "учитель", "уволен" = 2026-06-01 }]
"учётные записи" = ["p12"]
"попытки" = [
  { "тест" = "Предметные компетенции", "завершена" = 2026-03-10T10:00:00, "процент" = 45 },
  { "тест" = "Методические компетенции", "завершена" = 2026-03-10T11:00:00, "процент" = 75 },
]
"""


@pytest.fixture(scope="module")
def district(read_story, tmp_path_factory):
    file = tmp_path_factory.mktemp("district") / "district.toml"
    file.write_text(DISTRICT, "utf-8")
    return read_story(file)


@pytest.fixture(scope="module")
def assessment(district):
    return assess(district.facts, district.question)


def test_the_five_indicators_equal_those_reckoned_by_hand(assessment):
    assert [(each.indicator, each.numerator, each.denominator) for each in assessment.values] == [
        ("6.1.1", 5, 11),
        ("6.1.2", 3, 11),
        ("6.1.3", 2, 7),
        ("6.1.4", 1, 3),
        ("6.1.5", 1, 2),
    ]


def test_the_counted_are_those_counted_by_hand(assessment):
    counted = {}
    for each in assessment.verdicts:
        if each.counted:
            counted.setdefault(each.indicator, []).append(each.subject_id)

    assert counted == {
        "6.1.1": [1, 2, 6, 9, 10],
        "6.1.2": [1, 3, 10],
        "6.1.3": [1, 2],
        "6.1.4": [1],
        "6.1.5": [5],
    }


def test_the_share_among_the_diagnosed_is_told_beside(assessment):
    assert assessment.routed_among_diagnosed.share == Fraction(3, 6)


def test_a_person_of_two_organisations_is_counted_where_the_main_post_is(district, assessment):
    [own] = {each.organisation_id for each in assessment.verdicts if each.subject_id == 11}

    assert own == district.organisations["Детский сад № 3"]


def test_the_organisation_without_a_head_is_told(district, assessment):
    told = [(each.text_id, each.organisation_id) for each in assessment.problems]

    assert told == [("indicators.problem.organisation_without_head", district.organisations["Школа № 2"])]


def test_the_chain_of_someone_counted_leads_from_the_roster_to_the_completion(assessment):
    [verdict] = [each for each in assessment.verdicts if (each.indicator, each.subject_id) == ("6.1.3", 1)]

    assert [each["kind"] for each in verdict.evidence] == [
        "roster",
        "account",
        "attempt",
        "attempt",
        "diagnostic",
        "deficit",
        "route",
        "programme",
        "completion",
    ]
    assert verdict.evidence[4]["passed_at"] == "2026-03-10T06:00:00+00:00"
    assert verdict.evidence[5] == {"kind": "deficit", "competency": "subject", "percent": 45.0}
    assert verdict.evidence[6]["approved_on"] == "2026-03-20"
    assert verdict.evidence[7]["registry_no"] == "1001"
    assert verdict.evidence[8]["completed_at"] == "2026-05-25T07:00:00+00:00"


def test_evidence_can_be_kept_as_json(assessment):
    told = [each.evidence for each in assessment.verdicts]

    assert json.loads(json.dumps(told)) == [list(each) for each in told]


def test_nobodys_birth_date_stands_in_the_evidence(district, assessment):
    told = str([each.evidence for each in assessment.verdicts])

    assert not any(str(person.birth_date) in told for person in district.facts.people)


def test_the_order_of_the_facts_changes_nothing(district, assessment):
    dice = random.Random(7)
    for _ in range(20):
        shuffled = {
            name: tuple(dice.sample(getattr(district.facts, name), len(getattr(district.facts, name))))
            for name in ("people", "attempts", "completions", "enrolments", "memberships", "routes")
        }

        assert assess(replace(district.facts, **shuffled), district.question) == assessment
