"""Every option of `marshrut.toml`: type, default, meaning and example, in one place.

The descriptions are Russian, for they become the comments of the example file. Validation, the example
and the reference in the docs are all drawn from these models.
"""

from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from config.locale import Locale

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]
Percent = Annotated[float, Field(ge=0, le=100)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise PydanticCustomError("unknown_time_zone", "unknown time zone") from error
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]


def _one_or_many(told: object) -> object:
    """Let `[lms]` stand for a list of one."""
    return [told] if isinstance(told, dict) else told


class Options(BaseModel):
    """A table of the configuration file: unknown keys are mistakes, and faulty values are never printed."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Secret(Options):
    """Where a secret is read from; it never stands in the file itself."""

    env: str | None = Field(
        default=None, description="имя переменной окружения", examples=["MARSHRUT_LMS_TOKEN"]
    )
    file: Path | None = Field(
        default=None, description="файл, в котором только секрет", examples=["secrets/lms-token"]
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.env is None) == (self.file is None):
            raise PydanticCustomError("secret_needs_one_source", "give either env or file")
        return self


class CourseSelector(Options):
    """Which courses of the LMS are meant: all the conditions given must hold."""

    short_name: str | None = Field(default=None, description="краткое название курса", examples=["DPP-01"])
    id_number: str | None = Field(
        default=None, description="идентификационный номер курса", examples=["K-2026-01"]
    )
    category: str | None = Field(
        default=None,
        description="категория курсов (и вложенные в неё): название или идентификационный номер",
        examples=["Программы повышения квалификации"],
    )
    pattern: str | None = Field(
        default=None, description="образец краткого названия: * — любые знаки", examples=["DPP-*"]
    )

    @model_validator(mode="after")
    def _something_given(self) -> Self:
        if not any((self.short_name, self.id_number, self.category, self.pattern)):
            raise PydanticCustomError("selector_is_empty", "give at least one condition")
        return self


class CohortSelector(Options):
    """Which cohort of the LMS is meant."""

    id_number: str | None = Field(
        default=None, description="идентификационный номер глобальной группы", examples=["YOUNG"]
    )
    name: str | None = Field(
        default=None, description="название глобальной группы", examples=["Молодые педагоги"]
    )

    @model_validator(mode="after")
    def _something_given(self) -> Self:
        if not any((self.id_number, self.name)):
            raise PydanticCustomError("selector_is_empty", "give at least one condition")
        return self


class QuizSelector(Options):
    """Which quiz is meant: by its id number, or by its course and name."""

    id_number: str | None = Field(
        default=None, description="идентификационный номер теста", examples=["DIAG-UPR"]
    )
    course: str | None = Field(default=None, description="краткое название курса", examples=["DIAG-PED"])
    name: str | None = Field(
        default=None, description="название теста в этом курсе", examples=["Предметные компетенции"]
    )

    @model_validator(mode="after")
    def _found_one_way(self) -> Self:
        if (self.id_number is None) == (self.course is None or self.name is None):
            raise PydanticCustomError("quiz_needs_one_way", "give id_number, or course and name")
        return self


class District(Options):
    """Whose numbers these are."""

    name: str = Field(default="Муниципальный район", description="название района, как в отчёте")
    department: str = Field(default="Департамент образования", description="кому отчёт")
    responsible: str = Field(default="", description="кто отвечает за мониторинг (печатается в отчёте)")


class Period(Options):
    """The monitoring period: local days from `from` up to, not including, `to`."""

    starts: date | None = Field(
        default=None,
        alias="from",
        description="первый день периода; не указан — 1 января года отчётной даты",
        examples=[date(2026, 1, 1)],
    )
    ends: date | None = Field(
        default=None,
        alias="to",
        description="день после последнего дня периода; не указан — 1 января следующего года",
        examples=[date(2027, 1, 1)],
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.starts is None) != (self.ends is None):
            raise PydanticCustomError("period_half_given", "give both from and to, or neither")
        if self.starts and self.ends and self.starts >= self.ends:
            raise PydanticCustomError("period_is_empty", "from must be before to")
        return self


class StoreOptions(Options):
    """Where the data lies."""

    url: str = Field(
        default="sqlite:///marshrut.sqlite3",
        description="адрес базы: файл SQLite (относительно файла настроек) или PostgreSQL без пароля",
        examples=["postgresql+psycopg://marshrut@db.example.ru/marshrut"],
    )
    password: Secret | None = Field(
        default=None, description="пароль к PostgreSQL", examples=[{"env": "MARSHRUT_STORE_PASSWORD"}]
    )
    key: Secret | None = Field(
        default=None,
        description="ключ для СНИЛС (хеш и шифр); не указан — файл marshrut.key рядом с файлом настроек, "
        "создаётся при первом запуске; хранить отдельно от базы и её копий",
        examples=[{"file": "secrets/marshrut.key"}],
    )


class ProfileFields(Options):
    """In which fields of an account the site keeps what identity needs."""

    snils: str = Field(default="snils", description="краткое имя поля профиля со СНИЛС")
    organisation: str = Field(
        default="school",
        description="краткое имя поля профиля с организацией; "
        "пусто в нём — берётся «Учреждение» (institution)",
    )
    staff_number: str = Field(
        default="idnumber",
        description="табельный номер: idnumber — стандартное поле «Индивидуальный номер», "
        "иначе краткое имя поля профиля",
    )
    post: str = Field(
        default="",
        description="краткое имя поля профиля с должностью; пусто — такого поля нет",
        examples=["position"],
    )


class Lms(Options):
    """A site of the LMS and how gently it is asked."""

    name: Slug = Field(default="lms", description="короткое имя площадки в базе и отчётах")
    url: str = Field(
        description="адрес площадки, точно как в её настройках (wwwroot)",
        pattern=r"^https?://[^\s?#]+$",
        examples=["https://lms.example.ru"],
    )
    token: Secret = Field(
        default=Secret(env="MARSHRUT_LMS_TOKEN"),
        description="токен веб-службы: переменная окружения или файл",
    )
    requests_in_flight: int = Field(default=4, ge=1, le=32, description="запросов одновременно, не больше")
    requests_per_second: float = Field(default=10, gt=0, le=1000, description="запросов в секунду, не больше")
    connect_timeout: float = Field(default=10, gt=0, description="сколько ждать соединения, с")
    read_timeout: float = Field(default=120, gt=0, description="сколько ждать ответа, с")
    tries: int = Field(default=4, ge=1, le=20, description="сколько раз пробовать при временном сбое")
    time_zone: TimeZone | None = Field(
        default=None,
        description="часовой пояс площадки, если она навязывает его всем; обычно узнаётся сам",
        examples=["Europe/Moscow"],
    )
    participants_report: str | None = Field(
        default=None,
        description="название отчёта «Участники курсов»; не указано — берётся самый полный из видимых",
        examples=["Участники курсов"],
    )
    quizzes: Literal["all", "diagnostics"] = Field(
        default="all",
        description="какие тесты читать: all — все; diagnostics — только в курсах, названных в диагностиках",
    )
    reconcile_every: int = Field(
        default=7, ge=1, le=90, description="раз в сколько дней читать площадку целиком, а не только новое"
    )
    look_back_days: int = Field(
        default=14,
        ge=1,
        le=365,
        description="за сколько последних дней перечитывать каждую ночь: LMS пишет завершения и задним числом",
    )
    profile: ProfileFields = Field(default=ProfileFields(), description="поля профиля")


class Guard(Options):
    """When a list of the LMS has shrunk too much to be believed: both limits passed, or nothing left."""

    rows: int = Field(default=20, ge=0, description="столько строк может исчезнуть из любого списка")
    percent: Percent = Field(default=30, description="столько процентов строк может исчезнуть")


class Kind(StrEnum):
    """Whom something is meant for."""

    TEACHERS = "teachers"
    MANAGERS = "managers"
    ALL = "all"


class Competency(Options):
    """What a diagnostic measures."""

    id: Slug = Field(description="короткое имя", examples=["subject"])
    name: str = Field(description="название компетенции", examples=["Предметные компетенции"])
    threshold: Percent = Field(default=60, description="ниже этого процента — дефицит")
    advanced: Percent = Field(default=80, description="с этого процента — продвинутый уровень")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.threshold > self.advanced:
            raise PydanticCustomError("levels_out_of_order", "threshold must not exceed advanced")
        return self


class DiagnosticPart(Options):
    """A quiz, or a part of one, and the competency it measures."""

    competency: Slug = Field(description="какую компетенцию измеряет", examples=["subject"])
    quiz: QuizSelector = Field(description="какой тест")
    grade_item: str | None = Field(
        default=None,
        description="только эта оцениваемая часть теста (Moodle 4.4 и новее): её название",
        examples=["Методические компетенции"],
    )
    slots: list[Annotated[int, Field(ge=1)]] | None = Field(
        default=None, min_length=1, description="только эти вопросы теста: номера мест", examples=[[1, 2, 3]]
    )

    @model_validator(mode="after")
    def _one_part(self) -> Self:
        if self.grade_item is not None and self.slots is not None:
            raise PydanticCustomError("part_given_twice", "give grade_item or slots, not both")
        return self


class Diagnostic(Options):
    """A named set of quizzes, each measuring a competency."""

    id: Slug = Field(description="короткое имя", examples=["teachers-2026"])
    name: str = Field(description="название диагностики")
    meant_for: Kind = Field(
        default=Kind.ALL,
        alias="for",
        description="для кого: teachers — педагоги, managers — управленцы, all — все",
    )
    parts: list[DiagnosticPart] = Field(min_length=1, description="тесты или части тестов")


class RegistryEntry(Options):
    """A programme's stay in the federal registry (ФР ДПП)."""

    number: str = Field(description="номер в ФР ДПП", examples=["ФР-2025-4"])
    included: date | None = Field(
        default=None,
        alias="from",
        description="дата включения; не указана — давно",
        examples=[date(2025, 2, 1)],
    )
    excluded: date | None = Field(
        default=None,
        alias="to",
        description="дата исключения (в этот день уже не в реестре); не указана — действует",
        examples=[date(2028, 2, 1)],
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.included and self.excluded and self.included >= self.excluded:
            raise PydanticCustomError("period_is_empty", "from must be before to")
        return self


class Activity(Options):
    """What courses of the LMS mean as steps of professional growth; the first rule that fits holds."""

    courses: CourseSelector = Field(description="какие курсы LMS")
    name: str | None = Field(
        default=None,
        description="название; не указано — полное название курса",
        examples=["Современный урок"],
    )
    hours: int | None = Field(default=None, ge=1, description="объём, часов", examples=[36])
    hours_field: str = Field(default="hours", description="поле курса с объёмом, если hours не указан")
    competencies: list[Slug] = Field(default=[], description="какие компетенции развивает")
    topics: list[Slug] = Field(
        default=[],
        description="темы; quality_management — управление качеством образования (показатель 6.1.4)",
    )
    meant_for: Kind = Field(default=Kind.ALL, alias="for", description="для кого")
    organiser: str = Field(default="", description="кто проводит")


class Programme(Activity):
    """A formal programme with a certificate (ДПП)."""

    registry: list[RegistryEntry] = Field(
        default=[], description="записи в ФР ДПП: номер, даты включения и исключения"
    )
    registry_field: str = Field(
        default="frdpp",
        description="поле курса с номером в ФР ДПП, если registry не указан; даты тогда неизвестны",
    )


class Event(Activity):
    """An activity without a certificate: a webinar, an internship, self-study."""

    format: Literal["nonformal", "informal"] = Field(
        default="nonformal",
        description="nonformal — неформальное (стажировка, мастер-класс, вебинар), informal — информальное",
    )


class Support(Options):
    """A form of support for the young: courses or a cohort of the LMS that stand for it."""

    id: Slug = Field(description="короткое имя", examples=["young-school"])
    name: str = Field(description="название", examples=["Школа молодого педагога"])
    courses: CourseSelector | None = Field(
        default=None,
        description="курсы LMS, означающие участие (либо cohort)",
        examples=[{"short_name": "NF-04"}],
    )
    cohort: CohortSelector | None = Field(
        default=None,
        description="глобальная группа LMS, означающая участие (либо courses)",
        examples=[{"id_number": "YOUNG"}],
    )
    participation: Literal["completed", "enrolled"] = Field(
        default="completed",
        description="участие по курсу: completed — завершил в периоде, enrolled — зачислен в периоде",
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.courses is None) == (self.cohort is None):
            raise PydanticCustomError("support_needs_one_source", "give courses or cohort")
        return self


class Staff(Options):
    """How posts of the roster are read."""

    head_posts: list[str] = Field(
        default=[
            "директор",
            "заведующий",
            "заведующая",
            "начальник",
            "руководитель",
            "и.о. директора",
            "исполняющий обязанности директора",
        ],
        description="должности руководителя организации (точно, без учёта регистра); "
        "прочие управленцы — команда",
    )


class Rosters(Options):
    """When a staff list is too short to be believed: both limits passed in one organisation."""

    dismiss_people: int = Field(
        default=1, ge=0, description="столько человек может выбыть из любой организации"
    )
    dismiss_percent: Percent = Field(default=20, description="столько процентов работников может выбыть")


def _team_rule(told: str) -> str:
    if told in {"half_and_head", "all", "any"}:
        return told
    share = told.removeprefix("share:")
    try:
        good = share != told and 0 < float(share) <= 1
    except ValueError:
        good = False
    if not good:
        raise PydanticCustomError("team_rule_unknown", "unknown team rule")
    return told


class Readings(Options):
    """Where the regulation leaves a choice open; each choice is printed in the report's methodology."""

    passed_when: Literal["all", "any"] = Field(
        default="all", description="диагностика пройдена: all — завершены все её тесты, any — хотя бы один"
    )
    both_kinds_count_as: Literal["manager", "teacher"] = Field(
        default="manager", description="кем считать того, кто и педагог, и управленец"
    )
    no_deficit_counts: bool = Field(
        default=False,
        description="6.1.2: считать прошедшего диагностику без дефицитов, хотя маршрут ему не нужен",
    )
    registry_date: Literal["enrolment", "completion"] = Field(
        default="enrolment",
        description="6.1.3: когда программа должна быть в ФР ДПП: enrolment — в день зачисления, "
        "completion — в день завершения",
    )
    team_rule: Annotated[str, AfterValidator(_team_rule)] = Field(
        default="half_and_head",
        description="6.1.4: half_and_head — не меньше половины управленцев и среди них руководитель; "
        "all — все; any — хотя бы один; share:0.5 — доля",
    )
    team_topic: Slug = Field(default="quality_management", description="6.1.4: тема программы")
    team_window_years: int = Field(default=3, ge=1, le=10, description="6.1.4: за сколько последних лет")
    young_denominator: Literal["first_years", "all_under_35"] = Field(
        default="first_years",
        description="6.1.5: first_years — до 35 лет и первые 3 года работы, all_under_35 — все до 35 лет",
    )
    unknown_birth_date: Literal["not_counted", "left_out"] = Field(
        default="not_counted",
        description="6.1.5: дата рождения неизвестна — not_counted: в знаменателе, не засчитан; "
        "left_out: вне знаменателя",
    )


class Routes(Options):
    """How individual routes come to be."""

    approve: Literal["by_hand", "on_build"] = Field(
        default="by_hand", description="by_hand — утверждает методист, on_build — сразу при построении"
    )
    items_per_deficit: int = Field(
        default=2, ge=1, le=10, description="мероприятий на один дефицит, не больше"
    )
    months: int = Field(
        default=12, ge=1, le=36, description="за сколько месяцев дефициты должны быть закрыты"
    )


class Matching(Options):
    """When an account is taken for a person's without asking."""

    link_at: float = Field(
        default=0.95, ge=0.5, le=1, description="уверенность, с которой связь ставится сама"
    )
    ask_at: float = Field(
        default=0.4, ge=0, le=1, description="уверенность, с которой связь предлагается человеку"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ask_at > self.link_at:
            raise PydanticCustomError("levels_out_of_order", "ask_at must not exceed link_at")
        return self


class Smtp(Options):
    """The server that takes our letters."""

    host: str = Field(default="localhost", description="почтовый сервер")
    port: int = Field(default=25, ge=1, le=65535, description="порт: 25, 465 (ssl), 587 (starttls)")
    security: Literal["none", "starttls", "ssl"] = Field(default="none", description="none, starttls или ssl")
    login: str | None = Field(
        default=None, description="имя для входа; не указано — без входа", examples=["marshrut"]
    )
    password: Secret | None = Field(
        default=None, description="пароль", examples=[{"env": "MARSHRUT_SMTP_PASSWORD"}]
    )
    timeout: float = Field(default=30, gt=0, description="сколько ждать ответа, с")

    @model_validator(mode="after")
    def _login_with_password(self) -> Self:
        if (self.login is None) != (self.password is None):
            raise PydanticCustomError("login_without_password", "give login and password, or neither")
        return self


Mailbox = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]


class Report(Options):
    """What is sent, and to whom."""

    recipients: list[Mailbox] = Field(
        default=[], description="кому отчёт", examples=[["monitoring@edu.example.ru"]]
    )
    sender: Mailbox = Field(default="marshrut@localhost", description="от кого")
    protect: Literal["none", "password"] = Field(
        default="none", description="none — книга XLSX в письме открыта, password — закрыта паролем"
    )
    password: Secret | None = Field(
        default=None, description="пароль к книге", examples=[{"env": "MARSHRUT_REPORT_PASSWORD"}]
    )
    send: Literal["nightly", "on_change", "never"] = Field(
        default="nightly",
        description="nightly — каждую ночь, on_change — если изменились числа, never — не слать",
    )
    folder: Path = Field(
        default=Path("reports"), description="куда класть книги (относительно файла настроек)"
    )
    smtp: Smtp = Field(default=Smtp(), description="почтовый сервер")

    @model_validator(mode="after")
    def _password_given(self) -> Self:
        if self.protect == "password" and self.password is None:
            raise PydanticCustomError("protect_without_password", "protect needs a password")
        return self


class Nightly(Options):
    """When the night begins."""

    at: time = Field(default=time(2, 30), description="время начала, по часовому поясу района")


class Settings(Options):
    """The whole configuration file."""

    locale: Locale = Field(default="ru", description="язык отчётов, писем и команд: ru или en")
    time_zone: TimeZone = Field(default="Asia/Yekaterinburg", description="часовой пояс района")
    district: District = Field(default=District(), description="район")
    period: Period = Field(default=Period(), description="период мониторинга")
    store: StoreOptions = Field(default=StoreOptions(), description="база данных")
    lms: Annotated[list[Lms], BeforeValidator(_one_or_many)] = Field(min_length=1, description="площадки LMS")
    guard: Guard = Field(
        default=Guard(),
        description="предохранитель: список, который сократился больше, чем на то и на другое, не принимается",
    )
    competencies: list[Competency] = Field(default=[], description="компетенции и пороги")
    diagnostics: list[Diagnostic] = Field(default=[], description="диагностики")
    programmes: list[Programme] = Field(default=[], description="дополнительные профессиональные программы")
    events: list[Event] = Field(default=[], description="мероприятия без удостоверения")
    supports: list[Support] = Field(
        default=[], description="формы поддержки и сопровождения молодых педагогов"
    )
    staff: Staff = Field(default=Staff(), description="должности")
    roster: Rosters = Field(
        default=Rosters(),
        description="предохранитель загрузки кадров: список, по которому из организации выбывает больше и того "
        "и другого, не загружается без ключа --accept-leavers",
    )
    readings: Readings = Field(default=Readings(), description="как читать положение")
    routes: Routes = Field(default=Routes(), description="маршруты (ИОМ)")
    matching: Matching = Field(default=Matching(), description="сопоставление учётных записей")
    report: Report = Field(default=Report(), description="отчёт и письмо")
    nightly: Nightly = Field(default=Nightly(), description="ночной запуск")

    def zone(self) -> ZoneInfo:
        """Return the district's time zone."""
        return ZoneInfo(self.time_zone)
