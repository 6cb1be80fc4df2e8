"""Which column of a staff list is which, by the headings people give them, in any order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from connector.cell_values import text_of
from connector.sheets import Cell

_HEADINGS: tuple[tuple[str, str], ...] = (
    ("snils", r"снилс|страхов\w+ (?:номер|свидетельств)"),
    (
        "birth_date",
        r"дата рожд(?!.*(?:ребен|дет))|^д р$|^др$|день рожд|^рожден|дата и год рожд|число месяц год рожд",
    ),
    ("main", r"основн\w+ (?:место|работ).*\bда\b|^основн\w+$|(?:вид|тип|форма) занятости|^занятость$"),
    ("second_post", r"совместит"),
    ("hired", r"начал\w* работ\w* в (?:орг|учр|шк|данн|о[оу]|доу)|работает в \w+ с$"),
    ("work_started", r"начал\w* (?:пед|труд|работ|деят|проф)|стаж\w* с$|^работает с$"),
    ("service", r"^(?!.*общ\w* (?:и )?пед).*стаж.*(?:\bпед|преподав|специальн)|(?:\bпед\w*).*\bстаж"),
    ("hired", r"дата (?:прием|приня|трудоустр|поступл|зачисл|назнач)|^прин\w+(?: на работу)?$"),
    ("hired", r"^прием на работу$"),
    ("email", r"e ?mail|эл\w* ?(?:почт|адрес)|электронн\w+ (?:почт|адрес)|^почта$|^имейл$|адрес почты"),
    ("staff_number", r"^таб(?:ель\w*)?\b"),
    ("roster_no", r"^(?:no|n|номер)?(?: ?п ?п)?(?: по порядку)?$"),
    (
        "full_name",
        r"^ф ?и ?о\b|^(?:пед\w* )?фамилия.+имя|^фамилия (?:и )?инициалы|^сотрудник$|^работник$|^педагог$",
    ),
    ("last_name", r"^фамили"),
    ("given_names", r"^имя и? ?отчество"),
    ("first_name", r"^имя\b"),
    ("patronymic", r"^отчество"),
    ("sex", r"^пол$|^пол\b.*\b[мж]\b"),
    ("post", r"^(?!.*(?:дата|стаж|аттест|категори|диплом)).*должност"),
    ("kind_text", r"^категори\w+(?: (?:персонал|работник|кадр|сотрудник)\w*)?$"),
    ("kind_text", r"(?:вид|группа|тип) (?:персонал|кадр)\w*"),
    ("subject", r"предмет|дисциплин"),
    (
        "organisation",
        (
            r"^(?!.*(?:окончи|диплом|выда|обучен|повышен|переподготов|курс|телефон|инн\b)).*"
            r"(?:организаци|учрежден|^школа$|^оо$|^оу$|^доу$|место работы|^наименование о[оу]$)"
        ),
    ),
)
"""Field and pattern, the first that fits holds; «квалификационная категория» is another thing: none fits."""

REQUIRED = ("organisation", "last_name", "first_name", "patronymic", "snils", "birth_date", "post")
"""Without these nobody can be told from a namesake, or counted; a column may be there and empty."""

WRITTEN = {
    "roster_no": "№ п/п",
    "organisation": "Образовательная организация",
    "last_name": "Фамилия",
    "first_name": "Имя",
    "patronymic": "Отчество",
    "snils": "СНИЛС",
    "birth_date": "Дата рождения",
    "sex": "Пол",
    "post": "Должность",
    "kind_text": "Категория",
    "subject": "Предмет",
    "work_started": "Дата начала педагогической деятельности",
    "hired": "Дата приёма",
    "email": "E-mail",
    "staff_number": "Табельный номер",
}
"""The heading each field has in the sheet a department keeps."""

_NAME_PARTS = {"last_name", "first_name", "patronymic"}
_LOOKED_AT = 40
"""Rows in which the headings are looked for."""

_ENOUGH = 3
"""Headings that make a row the row of headings."""

_MARKS = re.compile(r"[^\w№]+|_")


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the headings stand and which column holds which field."""

    last_row: int
    """The last row of the headings, from 0; people begin below."""

    columns: dict[str, int]
    """Field → column, from 0."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Return required fields that no column holds."""
        held = set(self.columns) | (_NAME_PARTS if "full_name" in self.columns else set())
        held |= {"first_name", "patronymic"} if "given_names" in self.columns else set()
        return tuple(name for name in REQUIRED if name not in held)


def find_headings(rows: Sequence[Sequence[Cell]]) -> Headings | None:
    """Return the row, or pair of rows, that has the most known headings; None where no row has enough."""
    best: Headings | None = None
    for place in range(min(len(rows), _LOOKED_AT)):
        for found in (_one_row(rows, place), _two_rows(rows, place)):
            if len(found.columns) >= _ENOUGH and (best is None or len(found.columns) > len(best.columns)):
                best = found
    return best


def _one_row(rows: Sequence[Sequence[Cell]], place: int) -> Headings:
    return Headings(place, _columns([text_of(cell) for cell in rows[place]]))


def _two_rows(rows: Sequence[Sequence[Cell]], place: int) -> Headings:
    """Read headings of two floors: «Дата» above «рождения» and «приёма», «ФИО» above its three parts."""
    if place + 1 >= len(rows) or sum(bool(text_of(cell)) for cell in rows[place]) <= 1:
        return Headings(place, {})  # a title
    upper, lower = (
        _spread([text_of(cell) for cell in rows[place]]),
        [text_of(cell) for cell in rows[place + 1]],
    )
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    found = _columns(lower)
    taken = set(found.values())
    both = [
        f"{above} {below}" if at not in taken else ""
        for at, (above, below) in enumerate(zip(upper, lower, strict=True))
    ]
    for name, column in _columns(both).items():
        found.setdefault(name, column)
    return Headings(place + 1, found)


def _spread(texts: list[str]) -> list[str]:
    """Let a heading reach over the blank cells to its right, as merged cells do."""
    spread: list[str] = []
    for text in texts:
        spread.append(text or (spread[-1] if spread else ""))
    return spread


def _columns(texts: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, text in enumerate(texts):
        name = heading_field(text)
        if name:
            found.setdefault(name, column)
    return found


def heading_field(text: str) -> str | None:
    """Return the field a heading means; None for a column nobody asked for."""
    plain = _plain(text)
    if not plain:
        return None
    return next((name for name, pattern in _HEADINGS if re.search(pattern, plain)), None)


def _plain(text: str) -> str:
    folded = text.casefold().replace("ё", "е").replace("№", " no ")
    return " ".join(_MARKS.sub(" ", folded).split())
