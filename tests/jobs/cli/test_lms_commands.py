"""`marshrut lms plan`, `setup` and `check`, against the demo LMS, as a person would read them."""

import json
from datetime import date

import pytest

from config.locale import texts
from connector.demo.district import make_district
from connector.demo.faults import Fault, Trouble
from connector.demo.server import DemoLms
from connector.moodle.functions import NEEDS, Function
from connector.moodle.planning.costs import NeedOf
from jobs.exit_codes import ExitCode
from jobs.lms_setup import REPORTS, STEPS

NBSP = "\u00a0"


@pytest.fixture(scope="session")
def district():
    return make_district(staff=60, seed=7, day=date(2026, 6, 1))


@pytest.fixture
def site(district, write):
    """Open a demo site and write a configuration that names it."""
    opened = []

    def site(more="", **options):
        opened.append(DemoLms(district, **options).__enter__())
        write(f'[[lms]]\nurl = "{opened[-1].url}"\nrequests_per_second = 1000\n{more}')
        return opened[-1]

    yield site
    for lms in opened:
        lms.__exit__(None, None, None)


@pytest.fixture
def ask(marshrut):
    """Run a command with the demo's token."""

    def ask(lms, *words, **environ):
        return marshrut("lms", *words, **({"MARSHRUT_LMS_TOKEN": lms.token} | environ))

    return ask


def test_the_plan_is_told_before_the_first_pull(site, ask):
    told = ask(site(), "plan")

    lines = told.out.splitlines()
    assert told.code == ExitCode.DONE
    assert lines[0].startswith("Площадка lms: Moodle 4.5.6")
    assert lines[2].startswith("Сколько там всего: учётных записей ")
    assert "(считает отчёт)" in lines[2]
    assert "(предположение)" in lines[2]
    assert lines[4] == ("Что узнать\tКак\tВызовов\tЗапросов\tСекунд\tЗапросов ночью\tСекунд ночью")
    rows = [line.split("\t") for line in lines[5:] if "\t" in line]
    assert [each[0] for each in rows] == [
        *(texts("ru").say(f"plan.need.{need.value}") for need in NeedOf),
        "Всего",
    ]
    assert "Всё, что удешевляет чтение, уже есть." in lines


def test_the_sum_of_the_plan_is_the_sum_of_its_rows(site, ask):
    told = json.loads(ask(site(), "plan", "--json").out)["sites"][0]

    for when in ("whole", "news"):
        assert told[when]["sum"]["requests"] == sum(each["requests"] for each in told[when]["needs"])
    assert told["whole"]["sum"]["requests"] <= 25
    assert told["news"]["sum"]["requests"] <= 10
    assert told["dates_verified"] is True
    assert told["sizes"]["accounts"]["source"] == "report"


def test_a_missing_report_is_priced_in_one_sentence(site, ask):
    told = ask(site(reports=["marshrut users"]), "plan").out

    [line] = [each for each in told.splitlines() if each.startswith("  • Без отчёта «Участники курсов»")]
    assert " вызов" in line
    assert "при полном чтении (запросов больше на " in line
    assert "Завершения читаются по одному" in line
    assert f"1{NBSP}" in line  # 20 enrolments of 60 people


def test_what_is_there_is_priced_when_asked_for(site, ask):
    lms = site()

    assert "Что есть и чего стоило бы это потерять:" not in ask(lms, "plan").out
    assert "Что есть и чего стоило бы это потерять:" in ask(lms, "plan", "--all").out


def test_the_kept_rows_are_counted_after_a_pull(site, ask, marshrut):
    lms = site()
    assert marshrut("sync", MARSHRUT_LMS_TOKEN=lms.token).code == ExitCode.DONE

    told = json.loads(ask(lms, "plan", "--json").out)["sites"][0]["sizes"]

    district = lms.district
    enrolled = {(each.course_id, each.account_id) for each in district.enrolments}
    pairs = {
        (quiz.quiz_id, who) for quiz in district.quizzes for where, who in enrolled if where == quiz.course_id
    }
    left = [each for each in district.attempts if (each.quiz_id, each.account_id) not in pairs]
    assert told["quizzes"] == {"number": len(district.quizzes), "source": "kept"}
    assert told["quiz_pairs"]["number"] == len(pairs)
    assert 0 < told["left"]["number"] == len(left)
    assert not [name for name, size in told.items() if size["source"] == "assumed"]


def test_a_site_that_is_not_configured_is_wrong_use(site, ask):
    told = ask(site(), "plan", "--site", "другая")

    assert told.code == ExitCode.WRONG_USE
    assert told.err.splitlines()[0] == "Площадки «другая» в настройках нет. Есть: lms."


def test_a_site_that_cannot_be_reached_is_told_in_one_sentence(site, ask):
    told = ask(site("tries = 1\n", faults=[Fault(None, Trouble.CUT_CONNECTION, None)]), "plan")

    assert told.code == ExitCode.FAILED
    assert told.err.startswith("LMS недоступна")


def test_a_ready_site_is_told_item_by_item(site, ask):
    told = ask(site(), "check")

    lines = told.out.splitlines()
    assert told.code == ExitCode.DONE
    assert lines[-1] == "Всё готово."
    assert all(line.startswith("  ✓  ") for line in lines[1:-1])
    assert any("сверены с датами завершения: совпадают до минуты." in line for line in lines)


def test_what_is_missing_says_what_that_means_and_ends_with_3(site, ask):
    told = ask(site(without=[Function.GRADE_ITEMS], filters=["completion:timecompleted"]), "check")

    lines = told.out.splitlines()
    place = lines.index("  ✗  В службе нет функции gradereport_user_get_grade_items.")
    assert told.code == ExitCode.INCOMPLETE
    assert lines[place + 1].startswith("     Что это значит: ")
    [filters] = [line for line in lines if "не добавлены фильтры" in line and "participants" in line]
    assert "Время создания" in filters
    assert lines[-1].startswith("Читать площадку можно, но не хватает: ")


def test_what_is_broken_says_what_to_do_and_ends_with_1(site, ask):
    told = ask(site(), "check", MARSHRUT_LMS_TOKEN="0" * 32)

    assert told.code == ExitCode.FAILED
    assert "  ✗✗ Токен не принят." in told.out
    assert "     Причина: LMS не узнаёт токен" in told.out
    assert told.out.splitlines()[-1] == "Читать площадку нельзя, пока это не исправлено."


def test_a_check_in_json_says_the_same(site, ask):
    [told] = json.loads(ask(site(reports=False), "check", "--json").out)["sites"]

    assert told["state"] == "missing"
    [report] = [each for each in told["findings"] if each["item"] == "report_participants"]
    assert report["state"] == "missing"
    assert report["told"][1].startswith("Что это значит: ещё ")


def test_a_check_keeps_nothing(site, ask, folder):
    ask(site(), "check")

    assert [each.name for each in folder.iterdir()] == ["marshrut.toml"]


def test_the_setup_is_told_without_a_configuration(marshrut):
    told = marshrut("lms", "setup")

    lines = told.out.splitlines()
    assert told.code == ExitCode.DONE
    numbered = [line for line in lines if line[:1].isdigit()]
    assert [line.split(".")[0] for line in numbered] == [str(n) for n in range(1, len(STEPS) + 1)]
    assert "   Адрес: https://lms.example.ru/admin/webservice/tokens.php" in lines
    assert any("НЕ указывайте" in line for line in lines)


def test_the_setup_names_every_function_capability_column_and_filter(marshrut):
    told = marshrut("lms", "setup").out

    assert [each for each in NEEDS if f" {each.value}\n" not in told] == []
    assert [
        each for need in NEEDS.values() for each in need.capabilities if f"     {each}\n" not in told
    ] == []
    elements = [each for report in REPORTS.values() for each in (*report.columns, *report.filters)]
    assert [each.name for each in elements if f"({each.name})\n" not in told] == []


def test_the_setup_follows_the_configuration(marshrut, write):
    write('[[lms]]\nurl = "https://sdo.example.ru/"\n[lms.profile]\nsnils = "strah"\n')

    told = marshrut("lms", "setup").out

    assert "Адрес: https://sdo.example.ru/admin/roles/manage.php" in told
    assert "СНИЛС (краткое название strah)" in told
    assert "поле профиля «strah»" in told


def test_the_setup_in_json_has_the_reports_by_identifier(marshrut):
    steps = {each["step"]: each for each in json.loads(marshrut("lms", "setup", "--json").out)["steps"]}

    assert "completion:timecompleted" in steps["participants"]["filters"]
    assert "user:timemodified" in steps["users"]["filters"]
    assert steps["service"]["functions"] == [each.value for each in NEEDS]


@pytest.mark.parametrize("command", ["setup", "plan", "check"])
def test_in_english_nothing_is_left_in_russian(site, ask, write, folder, command):
    lms = site()
    write('locale = "en"\n' + (folder / "marshrut.toml").read_text("utf-8"))

    shown = ask(lms, command).out.replace("СНИЛС", "")

    assert not [
        line for line in shown.splitlines() if any("а" <= letter <= "я" for letter in line.casefold())
    ]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_check_names_the_steps_of_the_setup_by_their_numbers(language):
    numbers = {step.lists: number for number, step in enumerate(STEPS, 1)}

    for source in REPORTS:
        assert f" {numbers[source]} " in texts(language).say(f"setup.check.report_{source}.missing")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_element_and_way_has_its_words(language):
    """Their ids are put together while running, where no test of the code finds them."""
    words = texts(language)
    elements = [each for report in REPORTS.values() for each in (*report.columns, *report.filters)]

    assert [each.identifier for each in elements if not words.knows(each.message_id)] == []
    assert [each for each in elements if not words.knows(f"setup.entity.{each.entity}")] == []
