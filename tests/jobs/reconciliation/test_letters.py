"""Which letters are marked as differing, and which word stands beside which."""

import pytest

from jobs.reconciliation.letters import compared
from jobs.reconciliation.naming import name_beside


def shown(pieces):
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("АЛЁНА", "Алена"),
        ("Cмирнoва", "Смирнова"),
        ("Ivanova", "Иванова"),
        ("Shcherbakova", "Щербакова"),
        ("Yuliya", "Юлия"),
        ("Evgeniy", "Евгений"),
        ("Natalya", "Наталья"),
    ],
)
def test_case_yo_look_alikes_and_the_alphabet_make_no_difference(left, right):
    assert compared(left, right).same


@pytest.mark.parametrize(
    ("left", "right", "left_marked", "right_marked"),
    [
        ("Иваова", "ИВАНОВА", "Иваова", "ИВА[Н]ОВА"),
        ("Наталия", "Наталья", "Натал[и]я", "Натал[ь]я"),
        ("Ivamov", "Иванов", "Iva[m]ov", "Ива[н]ов"),
        ("Петрова", "Сидоренко", "[Петрова]", "[Сидоренко]"),
        ("Черкасова (Смирнова)", "Смирнова", "[Черкасова (]Смирнова[)]", "Смирнова"),
    ],
)
def test_the_letters_that_differ_are_marked_on_their_side(left, right, left_marked, right_marked):
    difference = compared(left, right)

    assert (shown(difference.left), shown(difference.right)) == (left_marked, right_marked)


@pytest.mark.parametrize(
    ("last", "first", "dealt", "moved"),
    [
        ("Иванова", "Анна Петровна", ("Иванова", "Анна", "Петровна"), False),
        ("Анна Петровна", "Иванова", ("Иванова", "Анна", "Петровна"), True),
        ("Иванова Анна Петровна", "", ("Иванова", "Анна", "Петровна"), True),
        ("Иванова", "А.П.", ("Иванова", "А.", "П."), False),
        ("Сидорова", "Аня", ("Сидорова", "Аня", ""), False),
        ("Черкасова (Иванова)", "Анна", ("Черкасова (Иванова)", "Анна", ""), False),
        ("", "", ("", "", ""), False),
    ],
)
def test_words_stand_beside_the_part_of_the_name_they_are(last, first, dealt, moved):
    names = name_beside(last, first, ("Иванова", "Анна", "Петровна"))

    assert (names.last_name, names.first_name, names.patronymic, names.moved) == (*dealt, moved)
