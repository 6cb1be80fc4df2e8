from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.identity.alphabets import folded
from mappings.identity.diminutives import is_short_form, is_variant
from mappings.identity.name_likeness import Likeness, first_name_likeness, surname_likeness, word_likeness
from mappings.identity.name_reading import Vocabulary, readings
from mappings.identity.names import NameToken, full_name, name_tokens, normal_name
from mappings.identity.transliteration import skeleton, spelt_so

VOCABULARY = Vocabulary(
    Counter(map(skeleton, ["суворова", "ёлкин", "петрович", "мамедова", "ольга"])),
    Counter(map(skeleton, ["наталия", "петр", "гюнель", "ольга"])),
    Counter(map(skeleton, ["владимировна", "ильич", "вагиф кызы", "петрович"])),
)
RUSSIAN = st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюяё", min_size=1, max_size=15)


def read(last, first):
    best = readings(name_tokens(last, first), VOCABULARY)[0]
    first_name, patronymic = best.first_name, best.patronymic
    return (
        " ".join(token.text for token in best.surnames),
        first_name.text if first_name else "",
        patronymic.text if patronymic else "",
    )


@pytest.mark.parametrize(
    ("last", "first", "understood"),
    [
        ("Суворова", "Наталия Владимировна", ("суворова", "наталия", "владимировна")),
        ("Наталия Владимировна", "Суворова", ("суворова", "наталия", "владимировна")),
        ("Наталия", "Суворова", ("суворова", "наталия", "")),
        ("Суворова", "Владимировна Наталия", ("суворова", "наталия", "владимировна")),
        ("Суворова Наталия Владимировна", ".", ("суворова", "наталия", "владимировна")),
        ("-", "СУВОРОВА  НАТАЛИЯ ВЛАДИМИРОВНА", ("суворова", "наталия", "владимировна")),
        ("Суворова", "Н.В.", ("суворова", "н", "в")),
        ("Н. В.", "Суворова", ("суворова", "н", "в")),
        ("Суворова Н.В.", ".", ("суворова", "н", "в")),
        ("Суворова", "Наталия Влад.", ("суворова", "наталия", "влад")),
        ("Суворова Наталия Владимировна", "Наталия Вла.", ("суворова", "наталия", "владимировна")),
        ("Suvorova", "Nataliya Vladimirovna", ("suvorova", "nataliya", "vladimirovna")),
        ("Cyвopoвa", "Haтaлия", ("суворова", "наталия", "")),
        ("Мамедова", "Гюнель Вагиф кызы", ("мамедова", "гюнель", "вагиф кызы")),
        ("Краснова (Суворова)", "Наталия", ("краснова суворова", "наталия", "")),
        ("Неведомов", "Пётр", ("неведомов", "петр", "")),
        ("Суворова", "Наталия Влaдимирвна", ("суворова", "наталия", "владимирвна")),
    ],
)
def test_an_accounts_name_is_read_however_it_was_typed(last, first, understood):
    assert read(last, first) == understood


@pytest.mark.parametrize(
    ("russian", "latin"),
    [
        ("Юрий", "Iurii"), ("Юрий", "Yury"), ("Юрий", "Jurij"), ("Щербакова", "Shcherbakova"), ("Щербакова", "Scherbakova"),
        ("Хохлов", "Khokhlov"), ("Хохлов", "Hohlov"), ("Цветкова", "Tsvetkova"), ("Цветкова", "Cvetkova"),
        ("Васильева", "Vasilyeva"), ("Васильева", "Vasil'eva"), ("Васильева", "Vasileva"), ("Золотарёва", "Zolotaryova"),
        ("Золотарёва", "Zolotareva"), ("Любовь", "Ljubov"), ("Ильинична", "Ilinichna"), ("Подъячев", "Podyachev"),
        ("Чайковский", "Chaikovskii"), ("Чайковский", "Chaykovskiy"), ("Ёжиков", "Yozhikov"), ("Жюль", "Žûl"),
    ],
)  # fmt: skip
def test_every_usual_transliteration_has_the_russian_names_skeleton(russian, latin):
    assert skeleton(russian) == skeleton(latin)


def test_a_known_scheme_says_more_than_a_like_skeleton():
    assert spelt_so("софья", "Sofya")
    assert not spelt_so("софия", "Sofya")
    assert skeleton("софия") == skeleton("Sofya")


@pytest.mark.parametrize(
    ("typed", "name", "likeness"),
    [
        ("уткина", "уткина", Likeness.SAME), ("укина", "уткина", Likeness.TYPO), ("широоква", "широкова", Likeness.TYPO),
        ("иванов", "иванова", Likeness.SEX), ("петровская", "петровский", Likeness.SEX), ("utkina", "уткина", Likeness.SPELT),
        ("сидорова", "уткина", Likeness.OTHER), ("ли", "ким", Likeness.OTHER), ("ли", "лю", Likeness.OTHER),
        ("шаповаловаа", "шаповалова", Likeness.TYPO), ("овсянинковва", "овсянникова", Likeness.TYPOS),
    ],
)  # fmt: skip
def test_how_like_two_words_are(typed, name, likeness):
    assert word_likeness(typed, name, somebodys=False) is likeness


def test_a_name_that_exists_is_hardly_a_typing_error():
    assert word_likeness("савина", "савика", somebodys=False) is Likeness.TYPO
    assert word_likeness("савина", "савика", somebodys=True) is Likeness.TYPOS


@pytest.mark.parametrize(
    ("typed", "surname", "likeness"),
    [
        ("зуева-муравьева", "зуева", Likeness.HALF),
        ("зуева", "зуева-муравьева", Likeness.HALF),
        ("муравьева-зуева", "зуева-муравьева", Likeness.SAME),
        ("зуева - муравьева", "зуева-муравьева", Likeness.SAME),
        ("черкасова (смирнова)", "смирнова", Likeness.HALF),
    ],
)
def test_double_and_former_surnames_are_known_by_their_parts(typed, surname, likeness):
    assert surname_likeness(name_tokens(typed, ""), surname, frozenset()) is likeness


@pytest.mark.parametrize(
    ("typed", "name", "likeness"),
    [
        (NameToken("таня"), "татьяна", Likeness.SHORT), (NameToken("наталья"), "наталия", Likeness.VARIANT),
        (NameToken("т", shortened=True), "татьяна", Likeness.BEGINNING),
        (NameToken("мих", shortened=True), "михаил", Likeness.BEGINNING),
        (NameToken("я", shortened=True), "татьяна", Likeness.OTHER), (NameToken("tanya"), "татьяна", Likeness.SHORT),
        (None, "татьяна", Likeness.UNKNOWN),
    ],
)  # fmt: skip
def test_first_names_are_known_by_their_short_forms(typed, name, likeness):
    assert first_name_likeness(typed, name, frozenset()) is likeness


def test_short_forms_and_variants_hold_both_ways():
    assert is_short_form("таня", "татьяна")
    assert is_short_form("татьяна", "таня")
    assert is_variant("софья", "софия")
    assert not is_short_form("таня", "ольга")


def test_a_whole_name_is_made_of_the_parts_there_are():
    assert full_name(" ЁЛКИН ", "Пётр", "") == "елкин петр"


@given(st.text())
def test_a_normal_name_is_normal_already(text):
    assert normal_name(normal_name(text)) == normal_name(text)


@given(RUSSIAN)
def test_case_and_yo_never_change_a_name(word):
    assert normal_name(word.upper()) == normal_name(word.replace("ё", "е")) == normal_name(word)


@given(st.text(), st.text())
def test_no_name_breaks_the_reading(last, first):
    for reading in readings(name_tokens(last, first), VOCABULARY):
        assert reading.surnames or reading.first_name or reading.patronymic


@given(RUSSIAN)
def test_a_skeleton_is_a_skeleton_already(word):
    assert skeleton(skeleton(word)) == skeleton(word) == skeleton(folded(word))
