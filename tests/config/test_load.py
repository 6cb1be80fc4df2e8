"""The file is found, read, and everything wrong with it is told at once."""

from pathlib import Path

import pytest

from config.load import find, load, resolve_store_url
from config.problems import ConfigProblems
from config.settings import Secret


def test_the_flag_goes_before_the_variable_and_the_variable_before_the_folder():
    environ = {"MARSHRUT_CONFIG": "/etc/marshrut.toml"}

    assert find(Path("mine.toml"), environ) == Path("mine.toml")
    assert find(None, environ) == Path("/etc/marshrut.toml")
    assert find(None, {}) == find(None, {"MARSHRUT_CONFIG": ""}) == Path("marshrut.toml")


def test_a_file_is_loaded_with_its_folder_whatever_the_current_one(write, least, monkeypatch):
    path = write(least)
    monkeypatch.chdir(path.parent)

    loaded = load(Path("marshrut.toml"), {})
    monkeypatch.chdir("/")

    assert loaded.path == path
    assert loaded.settings.lms[0].url == "https://lms.example.ru"
    assert loaded.resolve(loaded.settings.report.folder) == path.parent / "reports"
    assert loaded.resolve(Path("/srv/reports")) == Path("/srv/reports")


def test_a_file_saved_by_the_windows_notepad_is_read(write, least):
    assert load(write(b"\xef\xbb\xbf" + least.replace("\n", "\r\n").encode()), {}).settings.lms


def test_every_problem_is_told_at_once_in_sentences_with_its_place(told):
    text = """
        recipients = ["monitoring@edu.example.ru"]
        [[lms]]
        ulr = "https://lms.example.ru"
        tries = 0
        [[competencies]]
        id = "subject"
        name = 5
        [[competencies]]
        id = "subject"
        name = "Предметные компетенции"
        [[diagnostics]]
        id = "teachers"
        name = "Диагностика"
        for = "педагоги"
        parts = [{ competency = "subject", quiz = { id_number = "T" } }]
        [[diagnostics]]
        id = "managers"
        name = "Диагностика"
        parts = [{ competency = "subjekt", quiz = { course = "DIAG-UPR" } }]
        [report]
        send = "weekly"
    """

    assert told(text) == [
        "lms[0].url: обязательный ключ не задан. Допишите его.",
        "lms[0].tries: число должно быть не меньше 1.",
        "lms[0].ulr: такого ключа нет. Возможно, имелось в виду «url»?",
        "competencies[0].name: нужен текст в кавычках.",
        "diagnostics[0].for: такого значения нет. Допустимы: teachers, managers, all.",
        "diagnostics[1].parts[0].quiz: укажите либо id_number теста, либо course и name вместе.",
        "report.send: такого значения нет. Допустимы: nightly, on_change, never.",
        "recipients: здесь такого ключа нет, он есть в таблице [report]. Перенесите его туда.",
        "competencies[1].id: имя «subject» уже занято (competencies[0]). Дайте другое.",
        "diagnostics[1].parts[0].competency: компетенция «subjekt» не описана. Возможно, имелось в виду «subject»?",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "lms: обязательный ключ не задан. Допишите его."),
        ("lms = []", "lms: список не может быть пустым."),
        ("lms = 5", "lms: нужен список в квадратных скобках."),
        ('lms = ["x"]', "lms[0]: нужна таблица: { ключ = значение } или отдельный раздел [lms[0]]."),
        (
            '[lms]\nurl = "lms.example.ru"',
            "lms[0].url: нужен адрес сайта целиком, начиная с https:// или http://, без пробелов, «?» и «#».",
        ),
        (
            '[[lms]]\nurl="https://a.ru"\n[[lms]]\nurl="https://b.ru"',
            "lms[1].name: имя «lms» уже занято (lms[0]). Дайте другое.",
        ),
        (
            '@token = "123"',
            'lms[0].token: секреты в файле настроек не хранятся. Укажите, откуда его взять: { env = "ИМЯ_ПЕРЕМЕННОЙ" } или { file = "путь" }. Если секрет уже записан в файл, замените его новым.',
        ),
        (
            "@token = {}",
            "lms[0].token: укажите либо env (переменную окружения), либо file (файл), но не оба.",
        ),
        ("@tries = 2.5", "lms[0].tries: нужно целое число, без кавычек."),
        ("@tries = 50", "lms[0].tries: число должно быть не больше 20."),
        (
            '@read_timeout = "долго"',
            "lms[0].read_timeout: нужно число, без кавычек; дробная часть отделяется точкой.",
        ),
        ("@read_timeout = 0", "lms[0].read_timeout: число должно быть больше 0."),
        (
            '@name = "Наша LMS"',
            "lms[0].name: короткое имя пишется строчными латинскими буквами, цифрами, «-» и «_» и начинается с буквы или цифры.",
        ),
        (f'@name = "{"a" * 41}"', "lms[0].name: текст слишком длинный, не больше 40 знаков."),
        (
            '@time_zone = "Urals"',
            'lms[0].time_zone: такого часового пояса нет. Пишите, например, "Asia/Yekaterinburg" или "Europe/Moscow".',
        ),
        (
            "@[readings]\nno_deficit_counts = 'так'",
            "readings.no_deficit_counts: нужно true (да) или false (нет), без кавычек.",
        ),
        (
            '@[readings]\nteam_rule = "share:2"',
            'readings.team_rule: допустимы half_and_head, all, any и доля от 0 до 1, например "share:0.5".',
        ),
        ("@[period]\nfrom = 2026-01-01", "period: укажите и from, и to, либо ни того ни другого."),
        ("@[period]\nfrom = 2026-01-01\nto = 2026-01-01", "period: from должен быть раньше, чем to."),
        ('@[period]\nfrom = "01.01.2026"', "period.from: нужна дата в виде 2026-12-31."),
        ('@[nightly]\nat = "в полночь"', "nightly.at: нужно время в виде 02:30:00."),
        (
            "@[matching]\nlink_at = 0.5\nask_at = 0.6",
            "matching: нижний порог выше верхнего. Должно быть threshold ≤ advanced, ask_at ≤ link_at.",
        ),
        ('@[report]\nrecipients = ["Отдел"]', "report.recipients[0]: это не похоже на адрес почты."),
        (
            '@[report]\nprotect = "password"',
            'report: для protect = "password" нужен password — откуда взять пароль к книге.',
        ),
        (
            '@[report.smtp]\nlogin = "x"',
            "report.smtp: login и password указываются вместе, либо ни того ни другого.",
        ),
        ("@[report.smtp]\nport = 70000", "report.smtp.port: число должно быть не больше 65535."),
        (
            '@[[supports]]\nid = "x"\nname = "X"',
            "supports[0]: укажите либо courses (курсы), либо cohort (глобальную группу), но не оба.",
        ),
        (
            "@[[events]]\ncourses = {}",
            "events[0].courses: не сказано, что искать в LMS. Задайте хотя бы одно условие.",
        ),
        (
            '@[[events]]\ncourses = { pattern = "*" }\ncompetencies = ["art"]',
            'events[0].competencies[0]: компетенция «art» не описана. Добавьте таблицу [[competencies]] с id = "art" или исправьте имя.',
        ),
        (
            '@[store]\nurl = "mysql://db/x"',
            "store.url: адрес базы начинается с sqlite:/// (файл) или postgresql+psycopg:// (сервер).",
        ),
        ("@[staff]\nhead = []", "staff.head: такого ключа нет. Здесь могут стоять: head_posts."),
        (
            "@[district]\nwhatever = 1",
            "district.whatever: такого ключа нет. Здесь могут стоять: name, department, responsible.",
        ),
    ],
)
def test_a_mistake_is_told_in_one_sentence(told, least, text, sentence):
    """`@` stands for the shortest good configuration, open for more keys of [[lms]]."""
    assert told(text.replace("@", least)) == [sentence]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "a = 1\na = 2\n",
            "marshrut.toml, строка 2: этот ключ или эта таблица уже есть выше. Оставьте одно из двух; повторяемые таблицы пишутся в двойных скобках: [[programmes]].",
        ),
        (
            "\n[lms]\n[lms]\n",
            "marshrut.toml, строка 3: этот ключ или эта таблица уже есть выше. Оставьте одно из двух; повторяемые таблицы пишутся в двойных скобках: [[programmes]].",
        ),
        (
            'folder = "D:\\otchety"',
            "marshrut.toml, строка 1: знак \\ в двойных кавычках имеет особый смысл. Пишите пути с «/» или в одинарных кавычках.",
        ),
        (
            "url = “https://x.ru”\n",
            'marshrut.toml, строка 1: значение не читается. Текст пишется в прямых кавычках ("…"), даты — 2026-12-31, «да» и «нет» — true и false.',
        ),
        ('a = 1\nb = "x\nc = 1\n', "marshrut.toml, строка 2 или выше: не закрыта кавычка или скобка."),
        ("a = [1,\n2\n", "marshrut.toml, строка 2 или выше: не закрыта кавычка или скобка."),
        (
            "a = 0,5\n",
            "marshrut.toml, строка 1: после значения стоит лишнее. Дробные числа пишутся с точкой, пояснения — после знака #.",
        ),
        (
            "a 5\n",
            "marshrut.toml, строка 1: это не похоже на TOML. Проверьте знак «=», кавычки и скобки в этой строке.",
        ),
    ],
)
def test_broken_toml_is_told_with_its_line(told, text, sentence):
    assert told(text) == [sentence]


def test_a_file_in_an_old_encoding_is_told(told, write):
    [sentence] = told('[district]\nname = "Район"'.encode("cp1251"))

    assert sentence.endswith(
        "marshrut.toml сохранён не в UTF-8. Сохраните его заново, выбрав кодировку UTF-8."
    )


def test_a_missing_file_tells_the_three_ways_to_give_one(tmp_path):
    with pytest.raises(ConfigProblems) as caught:
        load(tmp_path / "none.toml", {})

    [problem] = caught.value.problems
    assert problem.text_id == "config.problem.file_missing"
    assert problem.values["file"] == str(tmp_path / "none.toml")


def test_a_folder_in_place_of_the_file_is_told(tmp_path):
    with pytest.raises(ConfigProblems, match="file_unreadable"):
        load(tmp_path, {})


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://marshrut:s3cr3t@db.example.ru/marshrut",
        "postgresql+psycopg://marshrut@db.example.ru/marshrut?password=s3cr3t",
    ],
)
def test_a_password_in_the_stores_address_is_refused_without_repeating_it(told, least, url):
    [sentence] = told(f'{least}[store]\nurl = "{url}"')

    assert sentence == (
        "store.url: пароль не пишется в адрес базы. Уберите его оттуда и укажите в [store] источник: "
        'password = { env = "MARSHRUT_STORE_PASSWORD" }. Записанный в файл пароль лучше сменить.'
    )


def test_faulty_values_are_never_repeated(write, least):
    """They may be a token put in the wrong place, or somebody's name."""
    text = f'{least}token = "hunter2"\nname = "hunter2 "\n[report]\nrecipients = ["hunter2"]'

    with pytest.raises(ConfigProblems) as caught:
        load(write(text), {})

    assert "hunter2" not in f"{caught.value} {caught.value!r} {caught.value.problems}"
    assert caught.value.__cause__ is None


def test_problems_are_told_in_the_language_the_file_asks_for(write):
    with pytest.raises(ConfigProblems) as caught:
        load(write('locale = "en"'), {})

    assert caught.value.locale == "en"


def test_what_is_allowed_but_hardly_meant_is_a_warning(told, least):
    text = least.replace("https", "http") + (
        '[report.smtp]\nhost = "mail.example.ru"\nlogin = "x"\npassword = { env = "P" }\n'
    )

    assert told(text) == [
        'report.recipients: получателей нет, отчёт никому не уйдёт. Добавьте адреса или укажите send = "never".',
        "report.smtp.security: пароль к почте пойдёт по сети открыто. Лучше starttls или ssl.",
        "lms[0].url: адрес начинается с http://, токен пойдёт по сети открыто. Лучше https://.",
        "diagnostics: диагностик нет, показатели 6.1.1–6.1.3 будут нулевыми.",
        "programmes: ни у одной программы нет темы «quality_management», показатель 6.1.4 будет нулевым.",
    ]


def test_nobody_is_warned_of_having_no_recipients_where_nothing_is_sent(told, least):
    assert not [each for each in told(f'{least}[report]\nsend = "never"') if "recipients" in each]


@pytest.mark.parametrize(
    ("url", "resolved"),
    [
        ("sqlite:///marshrut.sqlite3", "sqlite:////srv/marshrut/marshrut.sqlite3"),
        ("sqlite:///data/m.sqlite3?timeout=5", "sqlite:////srv/marshrut/data/m.sqlite3?timeout=5"),
        ("sqlite:////var/lib/m.sqlite3", "sqlite:////var/lib/m.sqlite3"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql+psycopg://m@db/m", "postgresql+psycopg://m@db/m"),
    ],
)
def test_a_relative_sqlite_file_lies_beside_the_configuration(url, resolved):
    assert resolve_store_url(url, Path("/srv/marshrut")) == resolved


def test_the_stores_password_is_put_into_its_address_whatever_signs_it_has(write, least):
    text = f'{least}[store]\nurl = "postgresql+psycopg://m@db:5432/m"\npassword = {{ env = "P" }}'

    assert load(write(text), {"P": "a/b@c:d"}).store_url() == "postgresql+psycopg://m:a%2Fb%40c%3Ad@db:5432/m"


def test_a_loaded_configuration_does_not_show_the_environment(write, least):
    assert "hunter2" not in repr(load(write(least), {"MARSHRUT_LMS_TOKEN": "hunter2"}))


def test_every_secret_that_cannot_be_read_is_told_with_its_key(write, least):
    text = f'{least}[store]\nkey = {{ file = "none.key" }}\n[report]\npassword = {{ env = "P" }}'

    problems = load(write(text), {"P": "secret"}).secret_problems()

    assert [(each.text_id, each.values["key"]) for each in problems] == [
        ("config.secret.file_missing", "store.key"),
        ("config.secret.variable_missing", "lms[0].token"),
    ]


def test_a_secret_is_read_relative_to_the_configuration(write, least):
    path = write(least)
    path.with_name("token").write_text("abc\n")

    assert load(path, {}).read_secret(Secret(file=Path("token")), key="lms[0].token") == "abc"
