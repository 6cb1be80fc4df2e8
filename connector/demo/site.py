"""The made-up site's catalogue: categories, courses and quizzes, the same in every district."""

from connector.demo.values import ESSAY, LAST, TRUE_FALSE, Category, Course, Quiz

SITE_NAME = "Учебный портал района"
SITE_SHORT_NAME = "portal"
SITE_ZONE = "Asia/Yekaterinburg"

CATEGORIES = (
    Category(1, "Category 1"),
    Category(2, "Диагностика профессиональных дефицитов"),
    Category(3, "Программы повышения квалификации"),
    Category(4, "Неформальное образование"),
    Category(5, "Прочее"),
)

THEMES = (
    "функциональная грамотность",
    "цифровые инструменты педагога",
    "работа с детьми с ОВЗ",
    "управление качеством образования",
    "наставничество",
    "современный урок",
)
"""Themes of the programmes by turns; DPP-04, -10, -16 and -22 are about the management of quality."""

MANAGEMENT_THEME = 3
PROGRAMMES = 24
EVENT_KINDS = ("Мастер-класс", "Вебинар", "Педагогическая мастерская", "Стажировка")
EVENTS = 12

TEACHER_COURSE, COMPLEX_COURSE, MANAGER_COURSE = 2, 3, 4
FIRST_PROGRAMME = 5
FIRST_EVENT = FIRST_PROGRAMME + PROGRAMMES
UNTRACKED_COURSE = FIRST_EVENT + EVENTS
HIDDEN_COURSE = UNTRACKED_COURSE + 1
EMPTY_COURSE = HIDDEN_COURSE + 1

_OUTSIDE_REGISTRY = 3
"""Every third programme has no number in ФР ДПП."""

_FULL_SCORE_SLOTS = (TRUE_FALSE,) * 5


def _programme(number: int) -> Course:
    registered = number % _OUTSIDE_REGISTRY != 0
    return Course(
        FIRST_PROGRAMME + number - 1,
        f"DPP-{number:02d}",
        f"ДПП № {number}: {THEMES[theme_of(number)]}",
        category_id=3,
        registry_number=f"ФР-2025-{number}" if registered else "",
        hours=str(16 + number % 8 * 4),
    )


def theme_of(programme: int) -> int:
    """Give the place of programme № so-and-so's theme in `THEMES`."""
    return (programme - 1) % len(THEMES)


def programmes_on(theme: int) -> tuple[int, ...]:
    """Give the course ids of the programmes on a theme, by its place in `THEMES`."""
    return tuple(
        FIRST_PROGRAMME + number - 1 for number in range(1, PROGRAMMES + 1) if theme_of(number) == theme
    )


def _event(number: int) -> Course:
    kind = EVENT_KINDS[(number - 1) % len(EVENT_KINDS)]
    return Course(FIRST_EVENT + number - 1, f"NF-{number:02d}", f"{kind} № {number}", category_id=4)


COURSES = (
    Course(TEACHER_COURSE, "DIAG-PED", "Диагностика педагогических работников", 2),
    Course(COMPLEX_COURSE, "DIAG-KOMPL", "Комплексная диагностика учителя", 2),
    Course(MANAGER_COURSE, "DIAG-UPR", "Диагностика управленческих кадров", 2),
    *(_programme(number) for number in range(1, PROGRAMMES + 1)),
    *(_event(number) for number in range(1, EVENTS + 1)),
    Course(UNTRACKED_COURSE, "OTH-NOCOMP", "Курс без отслеживания завершения", 5, tracked=False),
    Course(
        HIDDEN_COURSE,
        "OTH-HIDDEN",
        'Скрытый курс <span class="multilang" lang="ru">&amp; «кавычки»</span>',
        5,
        visible=False,
        criteria=False,
    ),
    Course(EMPTY_COURSE, "OTH-EMPTY", "Пустой курс", 5),
)
"""Everything but the front page, by id from 2."""

TEACHER_QUIZZES = (
    Quiz(1, TEACHER_COURSE, 41, "Предметные компетенции", "DIAG-PRED", _FULL_SCORE_SLOTS),
    Quiz(2, TEACHER_COURSE, 42, "Методические компетенции", "DIAG-METOD", _FULL_SCORE_SLOTS),
    Quiz(3, TEACHER_COURSE, 43, "Психолого-педагогические компетенции", "DIAG-PSY", _FULL_SCORE_SLOTS),
    Quiz(4, TEACHER_COURSE, 44, "Коммуникативные компетенции", "DIAG-COMM", _FULL_SCORE_SLOTS),
    Quiz(5, TEACHER_COURSE, 45, "Цифровые компетенции", "DIAG-ICT", _FULL_SCORE_SLOTS),
)
COMPLEX_QUIZ = Quiz(
    6,
    COMPLEX_COURSE,
    46,
    "Комплексная диагностика",
    "DIAG-KOMPL",
    (*(TRUE_FALSE,) * 12, ESSAY),
    grade_method=LAST,
    parts=(
        ("Предметные компетенции", (1, 2, 3, 4)),
        ("Методические компетенции", (5, 6, 7, 8)),
        ("Цифровые компетенции", (9, 10, 11, 12)),
    ),
)
MANAGER_QUIZ = Quiz(
    7, MANAGER_COURSE, 47, "Управленческие компетенции", "DIAG-UPR", (TRUE_FALSE,) * 9, attempts_allowed=2
)
QUIZZES = (*TEACHER_QUIZZES, COMPLEX_QUIZ, MANAGER_QUIZ)

QUIZ_THEMES = {1: 0, 2: 5, 3: 2, 4: 4, 5: 1}
"""Which theme of a programme helps against a deficit shown by a quiz of DIAG-PED."""

ADMIN_ID = 2
GUEST_ID = 1
FRONT_PAGE = 1
FIRST_ACCOUNT_ID = 3
