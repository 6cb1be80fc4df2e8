"""The page as the person reads it, on small terminals and large ones."""

import pytest

from jobs.reconciliation.wanted import Wanted
from jobs.review.footer import KEYS
from mappings.facts import LinkState
from mappings.identity.values import Reason


def test_both_sides_stand_field_by_field_with_a_sign_between(room):
    lines = room.press().lines

    assert " Фамилия      Shevchenko                      = Шевченко" in lines
    assert " Имя          Natalia                         = Наталья" in lines
    assert " Отчество                                       Игоревна" in lines
    assert " Почта        natasha@home.test               ≠ shevchenko.ni@mail.test" in lines


def test_why_it_waits_is_one_sentence(room):
    assert " Почему ждёт: почти одинаково подходят несколько человек." in room.press("right", "right").lines


def test_the_candidates_are_numbered_with_chance_and_number(room):
    lines = room.press(wanted=Wanted(reason=Reason.NAMESAKES)).lines

    assert [line[:14].rstrip() for line in lines if "Кузнецов И" in line and "№ " in line[:14]] == [
        "▶1   44\N{NO-BREAK SPACE}%  № 5",
        " 2   44\N{NO-BREAK SPACE}%  № 6",
    ]


def test_every_factor_has_its_bar_weight_and_sentence(room):
    text = room.press().text

    assert "│██████  +" in text
    assert "фамилия совпадает в другой записи" in text


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40), (200, 60)])
@pytest.mark.parametrize("place", range(3))
def test_nothing_is_wider_or_higher_than_the_terminal(room, size, place):
    sitting = room.sitting()
    sitting.begin()
    for _ in range(place):
        sitting.forward()

    lines = room.page(sitting, *size)

    assert len(lines) == size[1]
    assert max(map(len, lines)) <= size[0]


def test_on_the_smallest_terminal_no_part_is_missing(room):
    text = room.press(wanted=Wanted(reason=Reason.NAMESAKES)).text

    for part in (
        "из 1",
        "Почему ждёт",
        "Фамилия",
        "Имя",
        "Отчество",
        "Организация",
        "▶1",
        " 2 ",
        "Что за и против",
        "Q/Й выход",
    ):
        assert part in text


def test_a_linked_person_is_told_to_have_an_account_already(room):
    room.desk.link(("lms", 6), 3)

    assert any(line.startswith(" ! У этого человека уже есть запись lms:6.") for line in room.press().lines)


def test_names_in_the_wrong_fields_are_put_in_order_and_told(room):
    lines = room.press(wanted=Wanted(states=frozenset({LinkState.LINKED}))).lines

    assert any(line.startswith(" Фамилия      Соболева") and "= Соболева" in line for line in lines)
    assert any(line.startswith(" ! В LMS части имени стоят не в своих полях") for line in lines)


def test_an_account_without_a_candidate_says_what_can_be_done(room):
    lines = room.press("right", wanted=Wanted(states=frozenset({LinkState.UNMATCHED}))).lines

    assert " Кандидатов нет. L/Д — найти человека в списке, N/Т — не из нашего списка." in lines


def test_the_help_names_every_key(room):
    text = room.press("?", size=(120, 40)).text

    assert all(keys.shown(room.sentences.words) in text for keys in KEYS)


def test_every_key_works_in_both_layouts():
    assert {each.action: each.typed for each in KEYS if each.letter}["reject"] == "r,R,к,К"
    typed = [key for each in KEYS for key in each.typed.split(",") if key]
    assert len(typed) == len(set(typed))


def test_an_error_nobody_expected_is_kept_for_the_edge_and_shows_no_variables(room, capsys):
    sitting = room.sitting()

    def broken():
        surname = "Шевченко"
        raise RuntimeError(len(surname))

    sitting.forward = broken
    with pytest.raises(RuntimeError):
        room.press("right", sitting=sitting)
    out = capsys.readouterr()
    assert "Шевченко" not in out.out + out.err


def test_a_resized_terminal_is_drawn_anew(room):
    async def resize(pilot):
        await pilot.resize_terminal(100, 30)
        await pilot.pause()

    lines = room.press("right", after=resize).lines

    assert len(lines) == 30
    assert lines[-1].endswith("Q/Й выход")
    assert lines[0].startswith(" 2 из 3")


def test_five_candidates_with_long_names_leave_room_for_what_speaks_for_them(make_room):
    people = [
        (
            "Константинопольская-Белозёрская",
            "Александра",
            f"Владимиро{part}",
            1 + n % 2,
            "учитель",
            None,
            None,
        )
        for n, part in enumerate(("вна", "вна", "вна", "вна", "вна"))
    ]
    schools = (
        "Муниципальное бюджетное общеобразовательное учреждение «Солнечная СОШ № 1»",
        "МБОУ «СОШ № 12»",
    )
    place = "Муниципальное бюджетное учреждение дополнительного образования"
    room = make_room(
        people, [("Константинопольская-Белозёрская", "Александра", place, "a@b.test", None)], schools
    )
    sitting = room.sitting(Wanted(frozenset(LinkState)))
    sitting.begin()

    lines = room.page(sitting, chosen=4)

    assert [line[:2] for line in lines if "№ " in line[:14] and "Констант" in line] == [
        " 2",
        " 3",
        " 4",
        "▶5",
    ]
    assert sum("│" in line for line in lines) >= 3
    assert max(map(len, lines)) <= 80
