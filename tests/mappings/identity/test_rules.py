"""What links, what is asked, and what never links: one small roster, one account at a time."""

from dataclasses import replace

import pytest

from config.locale import texts
from mappings.facts import LinkState
from mappings.identity.matcher import match
from mappings.identity.values import AccountKey, Decision, MatchOptions, PersonKey

SCHOOL, GARDEN = "МБОУ «Барсовская СОШ»", "МБДОУ детский сад «Умка»"
ROSTER = [
    PersonKey(1, "1", "Суворова", "Наталия", "Владимировна", "h1", "T-17", "nsuvorova@work.test", (SCHOOL,)),
    PersonKey(2, "2", "Ёлкин", "Пётр", "Ильич", "h2", None, "pelkin@work.test", (SCHOOL,)),
    PersonKey(3, "3", "Иванова", "Анна", "Сергеевна", "h3", None, "a1@work.test", (SCHOOL,)),
    PersonKey(4, "4", "Иванова", "Анна", "Сергеевна", "h4", None, "a2@work.test", (GARDEN,)),
    PersonKey(5, "5", "Иванова", "Алла", "Сергеевна", "h5", None, "a3@work.test", (SCHOOL,)),
    PersonKey(6, "6", "Мамедова", "Гюнель", "Вагиф кызы", "h6", None, "", (GARDEN,)),
    PersonKey(7, "7", "Петрова-Седова", "Ольга", "Юрьевна", "h7", None, "o7@work.test", (GARDEN,)),
    *(
        PersonKey(n, str(n), f"Дальн{letter}ева", "Мария", "Олеговна", f"h{n}", None, f"m{n}@work.test", (f"СОШ № {n}",))
        for n, letter in enumerate("абвгдежзиклмнопрстуф", 10)
    ),
]  # fmt: skip


def linked(account, decided=None, roster=ROSTER):
    [link] = match(roster, [account], decided or {})
    return link


def account(last, first, *, email=None, snils=None, number=None, organisation=None, key=1):
    return AccountKey(("lms", key), "u", first, last, email, snils, number, organisation)


@pytest.mark.parametrize(
    ("told", "person", "method"),
    [
        (account("Суворова", "Наталия Владимировна", snils="h1"), 1, "snils+name"),
        (account("Суворова", "Наталия", email="NSuvorova@work.test"), 1, "email+name"),
        (account("Суворова", "Н.В.", number="T-17"), 1, "staff_number+name"),
        (account("Суворова", "Наталия Владимировна", organisation="барсовская сош"), 1, "name+organisation"),
        (account("Елкин", "Петр Ильич", organisation=SCHOOL), 2, "name+organisation"),
        (account("ЁЛКИН", " ПЁТР  ИЛЬИЧ ", organisation=SCHOOL), 2, "name+organisation"),
        (account("Пётр Ильич", "Ёлкин", organisation=SCHOOL), 2, "name+organisation"),
        (account("Ёлкин Пётр Ильич", ".", organisation=SCHOOL), 2, "name+organisation"),
        (account("Yolkin", "Petr Ilich", organisation=SCHOOL), 2, "name+organisation"),
        (account("Suvorova", "Natalija Vladimirovna", organisation=SCHOOL), 1, "name+organisation"),
        (account("Cyвopoвa", "Haтaлия", organisation=SCHOOL), 1, "name+organisation"),
        (account("Сувороав", "Наталия Владимировна", organisation=SCHOOL), 1, "name+organisation"),
        (account("Суворова", "Владимировна Наталья", organisation=SCHOOL), 1, "name+organisation"),
        (account("Мамедова", "Гюнель Вагиф Кызы", organisation=GARDEN), 6, "name+organisation"),
        (account("Седова-Петрова", "Ольга", organisation=GARDEN), 7, "name+organisation"),
        (account("Седова", "Ольга Юрьевна", organisation=GARDEN), 7, "name+organisation"),
        (account("Краснова (Суворова)", "Наташа", organisation=SCHOOL), 1, "name+organisation"),
        (account("Краснова", "Наталия Владимировна", snils="h1"), 1, "snils+name"),
        (account("Краснова", "Наталия Владимировна", email="nsuvorova@work.test"), 1, "email+name"),
        (account("Иванова", "Анна Сергеевна", organisation=GARDEN), 4, "name+organisation"),
    ],
)
def test_a_name_with_a_second_factor_is_linked(told, person, method):
    link = linked(told)

    assert (link.state, link.person_id, link.method) == (LinkState.LINKED, person, method)
    assert link.score >= 0.95


@pytest.mark.parametrize(
    "told",
    [
        account("Суворова", "Наталия Владимировна"),
        account("Суворова", "Наталия Владимировна", email="somebody@mail.test"),
        account("Суворова", "Наталия Владимировна", organisation="СОШ № 7 г. Нефтеюганск"),
        account("Иванова", "Анна Сергеевна"),
        account("Иванова", "А.С.", organisation=SCHOOL),
        account("Краснова", "Наталия", organisation=SCHOOL),
    ],
)
def test_a_name_alone_or_a_namesake_is_asked_about(told):
    link = linked(told)

    assert link.state in (LinkState.REVIEW, LinkState.UNMATCHED)
    assert link.score < 0.95


@pytest.mark.parametrize(
    "told",
    [
        account("Суворова", "Наталия Владимировна", snils="h2", organisation=SCHOOL),
        account("Суворова", "Наталия Владимировна", snils="nobody's", organisation=SCHOOL),
        account("Суворова", "Наталия Владимировна", email="pelkin@work.test", organisation=SCHOOL),
        account("Суворова", "Наталия Владимировна", snils="h2", email="nsuvorova@work.test"),
        account("Чужая", "Роза Маратовна", snils="h2"),
    ],
)
def test_a_conflict_always_asks(told):
    assert linked(told).state is LinkState.REVIEW


@pytest.mark.parametrize(
    "told",
    [
        account("User", "Admin"),
        account(" ", "Guest user"),
        account("", ""),
        account("Чужая", "Роза", number="2"),
    ],
)
def test_service_accounts_and_strangers_are_nobodys(told):
    link = linked(told)

    assert (link.state, link.person_id) == (LinkState.UNMATCHED, None)


COLLEAGUES = [
    PersonKey(1, "1", "Суворова", "Наталия", "Владимировна", "h1", None, "n@work.test", (SCHOOL,), ("Учитель",)),
    PersonKey(2, "2", "Баева", "Эмма", "Карловна", "h2", None, "e@work.test", (GARDEN,), ("Воспитатель",)),
    PersonKey(3, "3", "Лосев", "Эмин", "Карлович", "h3", None, "l@work.test", (GARDEN,)),
    PersonKey(4, "4", "Дорина", "Майя", "Львовна", "h4", None, "d@work.test", (GARDEN,)),
    PersonKey(5, "5", "Зорина", "Майя", "Львовна", "h5", None, "z@work.test", (GARDEN,)),
    *(
        PersonKey(n, str(n), f"Дальн{letter}ева", "Мария", "Олеговна", f"h{n}", None, f"m{n}@work.test", (f"СОШ № {n} с. {letter}бовка",))
        for n, letter in enumerate("абвгдежзиклмнопрстуфхцчшэюя" * 8, 10)
    ),
]  # fmt: skip


def everybodys(people):
    """An account for each of the people."""
    return [
        account(each.last_name, each.first_name, snils=each.snils_hash, key=1000 + each.person_id)
        for each in people
    ]


def test_a_changed_surname_is_believed_where_all_else_agrees():
    link = linked(account("Краснова", "Эмма Карловна", organisation=GARDEN), roster=COLLEAGUES)

    assert (link.state, link.person_id) == (LinkState.LINKED, 2)


@pytest.mark.parametrize(
    "told",
    [
        account("Краснова", "Эмма", organisation=GARDEN),
        account("Краснова", "Э.К.", organisation=GARDEN),
        account("Краснова", "Эмма Карловна"),
        account("Краснова", "Эмма Карловна", organisation="СОШ № 10 с. абовка"),
        account("Попов", "Эмин Карлович", organisation=GARDEN),
        account("Петрова", "Майя Львовна", organisation=GARDEN),
        replace(account("Краснова", "Эмма Карловна", organisation=GARDEN), post="завхоз"),
    ],
    ids=[
        "no patronymic",
        "initials",
        "no school",
        "another school",
        "a man",
        "two such colleagues",
        "another post",
    ],
)
def test_a_changed_surname_is_asked_about_where_anything_is_amiss(told):
    assert linked(told, roster=COLLEAGUES).state is not LinkState.LINKED


def test_a_changed_surname_is_asked_about_where_the_person_has_an_account():
    told = [
        account("Баева", "Эмма Карловна", organisation=GARDEN, key=1),
        account("Краснова", "Эмма Карловна", organisation=GARDEN, key=2),
    ]

    first, second, *_ = match(COLLEAGUES, [*told, *everybodys(COLLEAGUES[2:])], {})

    assert (first.state, second.state) == (LinkState.LINKED, LinkState.REVIEW)
    assert "person_has_account" in {code for code, _ in second.candidates[0].factors}


@pytest.mark.parametrize("told", ["Гришина", "Grishina", "Гришинна"])
def test_an_account_under_a_former_surname_stays_hers(told):
    """She has married, and the new staff list knows it; the LMS does not."""
    her = replace(ROSTER[0], last_name="Яковлева", former_last_names=("Гришина",), first_name="Инга")
    hers = account(told, "Инга В.", organisation=SCHOOL)

    link = linked(hers, roster=[her, *ROSTER[1:]])
    without = linked(hers, roster=[replace(her, former_last_names=()), *ROSTER[1:]])

    assert (link.state, link.person_id) == (LinkState.LINKED, 1)
    assert "surname_half" in [each["factor"] for each in link.factors]
    assert without.state is not LinkState.LINKED


def test_whoever_has_an_account_is_proposed_after_a_namesake_without_one():
    told = [
        account("Иванова", "Анна Сергеевна", snils="h3", key=1),
        account("Иванова", "Анна Сергеевна", key=2),
    ]

    _, second, *_ = match(ROSTER, [*told, *everybodys(ROSTER[4:])], {})

    assert second.candidates[0].person_id == 4
    assert second.state is LinkState.REVIEW


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (replace(account("Ёлкин", "Пётр Ильич"), cohorts=("Барсовская СОШ — педагоги",)), LinkState.REVIEW),
        (replace(account("Ёлкин", "Пётр Ильич"), cohorts=("Барсовская СОШ",)), LinkState.LINKED),
        (replace(account("Ёлкин", "Пётр Ильич", organisation=SCHOOL), cohorts=("7Б",)), LinkState.UNMATCHED),
        (replace(account("Ёлкин", "Пётр Ильич", organisation=GARDEN), cohorts=("Барсовская СОШ",)), LinkState.REVIEW),
        (replace(account("Ёлкин", "Пётр Ильич"), cohorts=("Наставники",)), LinkState.REVIEW),
    ],
)  # fmt: skip
def test_a_cohort_named_like_the_school_is_a_second_factor(told, state):
    assert linked(told).state is state


def test_school_told_by_profile_and_cohort_counts_once():
    told = account("Ёлкин", "Пётр Ильич", organisation=SCHOOL)

    both = linked(replace(told, cohorts=("Барсовская СОШ",)))

    assert both.score == linked(told).score


@pytest.mark.parametrize(
    ("post", "code"), [("учитель математики", "post_same"), ("завхоз", "post_other"), ("", None)]
)
def test_a_post_is_weak_evidence(post, code):
    link = linked(replace(account("Суворова", "Наталия Владимировна"), post=post), roster=COLLEAGUES)
    posts = [(each, weight) for each, weight in link.candidates[0].factors if each.startswith("post_")]

    assert [each for each, _ in posts] == ([code] if code else [])
    assert all(abs(weight) <= 1 for _, weight in posts)


def test_a_number_nobody_has_is_a_wrong_number_only_where_all_else_agrees():
    told = account(
        "Суворова", "Наталия Владимировна", snils="nobody's", organisation=SCHOOL, email="nsuvorova@work.test"
    )

    assert linked(told).state is LinkState.LINKED
    assert linked(replace(told, snils_hash="h2")).state is LinkState.REVIEW
    assert linked(replace(told, email=None)).state is LinkState.REVIEW


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("Cedjhjdf", "Yfnfkbz"), ("Суворова", "НВ"), ("Суворова НВ", "."), ("Суворова", "Наташенька"), ("Cyворова1982", "Наталия"),
        ("3уворова".replace("3", "С"), "Натали"), ("СУВОРОВА,", "наталия-владимировна".replace("-", "  ")),
        ("Суворова", "Наталия Владимировна Наталия"), ("Souvorova", "Natalie"), ("Суворова", "Татьянa".replace("Татьянa", "Нaтaлия")),
    ],
)  # fmt: skip
def test_a_name_is_known_however_it_was_typed(last, first):
    assert linked(account(last, first, organisation=SCHOOL)).state is LinkState.LINKED


def test_a_number_links_only_where_the_name_agrees():
    assert linked(account("Ёлкин", "Пётр", number="2")).state is LinkState.LINKED
    assert linked(account("Ёлкин", "Пётр", number="1")).state is not LinkState.LINKED


def test_a_mailbox_that_several_people_use_is_no_evidence():
    mail = "nsuvorova@work.test"
    links = match(
        ROSTER,
        [
            account("Суворова", "Наталия", email=mail, key=1),
            account("Ёлкин", "Пётр", email=mail, key=2),
        ],
        {},
    )

    assert [link.state for link in links] == [LinkState.REVIEW, LinkState.REVIEW]
    assert {"factor": "email_shared", "says": "silent", "weight": 0.0} in links[0].factors


def test_a_mailbox_of_several_people_of_the_roster_is_no_evidence():
    roster = [replace(person, email="school@work.test") for person in ROSTER]

    assert (
        linked(account("Суворова", "Наталия", email="school@work.test"), roster=roster).state
        is LinkState.REVIEW
    )


def test_two_accounts_of_one_person_share_snils_and_mailbox_and_are_both_linked():
    told = [
        account("Суворова", "Наталия", snils="h1", email="nsuvorova@work.test", key=1),
        account("Краснова", "Наталия Владимировна", snils="h1", email="nsuvorova@work.test", key=2),
    ]

    links = match(ROSTER, told, {})

    assert [(link.state, link.person_id) for link in links] == [(LinkState.LINKED, 1)] * 2


def test_a_human_decision_outranks_every_rule():
    told = account("Суворова", "Наталия Владимировна", snils="h1", organisation=SCHOOL)

    taken = linked(told, {told.key: Decision(LinkState.LINKED, 4)})
    ignored = linked(told, {told.key: Decision(LinkState.IGNORED)})

    assert (taken.state, taken.person_id, taken.method) == (LinkState.LINKED, 4, "decision")
    assert (ignored.state, ignored.person_id) == (LinkState.IGNORED, None)


def test_a_rejected_person_is_never_proposed_again():
    told = account("Суворова", "Наталия Владимировна", snils="h1", organisation=SCHOOL)

    link = linked(told, {told.key: Decision(LinkState.REVIEW, rejected=frozenset({1}))})

    assert 1 not in {each.person_id for each in link.candidates}
    assert link.state is not LinkState.LINKED


def test_thresholds_are_the_operators():
    told = account("Суворова", "Наталия Владимировна")
    [strict] = match(ROSTER, [told], {}, MatchOptions(link_at=1.0, ask_at=0.99))

    assert strict.state is LinkState.UNMATCHED


def test_no_value_and_no_link_shows_a_person():
    told = account(
        "Суворова", "Наталия Владимировна", snils="h1", email="nsuvorova@work.test", organisation=SCHOOL
    )

    shown = repr([told, linked(told), ROSTER[0]])

    assert not any(each in shown for each in ("Суворова", "Наталия", "h1", "nsuvorova", "T-17"))


def test_every_factor_state_and_method_has_its_words(make_district):
    district = make_district(600, 3, hard=True)
    links = match(district.people, district.accounts, {})
    codes = {f"identity.factor.{each['factor']}" for link in links for each in link.factors}
    codes |= {f"identity.says.{each['says']}" for link in links for each in link.factors}
    codes |= {f"identity.state.{state}" for state in LinkState}
    codes |= {f"identity.method.{part}" for link in links for part in link.method.split("+")}

    assert len(codes) > 30
    assert not [code for code in codes if not (texts("ru").knows(code) and texts("en").knows(code))]
