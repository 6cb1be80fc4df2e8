"""Bad days of the LMS: one clear sentence, an honest exit code, and facts that stay as they were."""

from dataclasses import replace
from datetime import timedelta

import pytest

from config.locale import texts
from connector.demo.faults import Fault
from connector.demo.operations import FUNCTIONS
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from mappings.tables import PULLED

TOKEN = (
    "LMS не узнаёт токен: он отозван, истёк или скопирован не полностью. "
    "Выпустите токен заново («Управление ключами») и замените его там, откуда marshrut его берёт."
)
RIGHT = (
    "В веб-службу токена не добавлены обязательные функции: mod_quiz_get_quizzes_by_courses. "
    "Добавьте их в LMS («Внешние службы» → «Функции») и повторите."
)
MOVED = (
    "LMS переадресует на http://elsewhere.invalid. "
    "Укажите в настройках (url) адрес точно как в настройках самой LMS и повторите."
)
OFF = texts("ru").say("lms.error.services_off")
MAINTENANCE = "LMS на обслуживании. Данные в базе не изменены; повторите, когда обслуживание закончится."
UNAVAILABLE = "LMS временно недоступна (503): обслуживание или перегрузка. Повторите позже."
HTML = (
    "Вместо ответа веб-службы пришла веб-страница. "
    "Проверьте url площадки и не подменяет ли ответы прокси или страница входа в сеть."
)
EMPTY = (
    "Сервер LMS оборвал работу без ответа: скорее всего, ему не хватило памяти. "
    "Сообщите администратору LMS, если повторится."
)
UNREACHABLE = "LMS недоступна: нет соединения. Проверьте сеть, url площадки в настройках и работает ли сайт."
PROFILE = (
    "Служебная учётная запись в LMS заполнена не до конца. "
    "Заполните в её профиле имя, фамилию, почту и все обязательные поля и повторите."
)


def of_the_site(kind):
    """Let every request go wrong in this way."""
    return lambda home: home.lms.faults.add(Fault(None, kind, times=None))


def wrong_token(home):
    home.environ["MARSHRUT_LMS_TOKEN"] = "f" * 32


def missing_right(home):
    home.lms.functions = tuple(each for each in FUNCTIONS if each != Function.QUIZZES)


def blind_account(home):
    home.lms.broken = "usernotfullysetup"


STOPS_THE_NIGHT = {
    "the token is wrong": (wrong_token, TOKEN),
    "a function is missing": (missing_right, RIGHT),
    "it leads to another host": (of_the_site("redirect_303"), MOVED),
    "web services are off": (of_the_site("http403_empty"), OFF),
    "the service account is half set up": (blind_account, PROFILE),
}
PASSES = {
    "it is in maintenance": (of_the_site("sitemaintenance"), MAINTENANCE),
    "it is in maintenance from the command line": (of_the_site("maintenance_503"), UNAVAILABLE),
    "a page comes for an answer": (of_the_site("html"), HTML),
    "PHP is out of memory": (of_the_site("http500_empty"), EMPTY),
    "the connection is cut": (of_the_site("cut_connection"), UNREACHABLE),
}
EVERY = STOPS_THE_NIGHT | PASSES


def named(cases):
    """Parametrise over cases by their names."""
    return pytest.mark.parametrize(("befall", "sentence"), cases.values(), ids=cases.keys())


@named(EVERY)
def test_sync_tells_it_in_one_sentence_and_changes_nothing(settled, befall, sentence):
    before = settled.kept()
    befall(settled)

    done = settled.marshrut("sync")

    assert (done.code, done.err.splitlines()) == (1, [sentence])
    assert settled.kept() == before


@named(EVERY)
def test_a_program_is_told_on_stderr_and_nothing_changes(settled, befall, sentence):
    before = settled.kept()
    befall(settled)

    done = settled.marshrut("sync", "--json")

    assert (done.code, done.err.splitlines()) == (1, [sentence])
    assert done.out == "" or done.json["complete"] is False
    assert settled.kept() == before


@named(STOPS_THE_NIGHT)
def test_a_night_that_needs_a_hand_ends_at_once_and_sends_nothing(settled, befall, sentence):
    facts, letters, files = settled.facts(), len(settled.letters), settled.files
    befall(settled)

    done = settled.night()

    assert (done.code, done.err.splitlines()) == (1, [sentence])
    assert settled.facts() == facts
    assert settled.files == files
    assert len(settled.letters) == letters
    [(name, state, covered, problems)] = settled.steps
    assert (name, state, covered, len(problems)) == ("pull", "failed", {}, 1)
    assert settled.rows("SELECT exit_code FROM run ORDER BY run_id DESC")[0] == (1,)


@named(PASSES)
def test_a_night_without_its_lms_goes_on_with_the_old_facts_and_says_so(settled, befall, sentence):
    facts, counts = settled.facts(), settled.counts
    befall(settled)

    done = settled.night()

    assert done.code == 3, done
    assert done.err.splitlines().count(f"  {sentence}") == 1
    assert settled.facts() == facts
    assert settled.counts == counts
    _, letter = sorted(settled.letters, key=lambda each: len(each.subject))
    assert letter.subject == "Приозёрный район: показатели 6.1.1–6.1.5 на 15.06.2026 — неполные данные"
    assert "LMS «lms» не ответила: показаны прежние данные." in letter.text
    assert letter.counts == counts
    assert [(name, state) for name, state, *_ in settled.steps if state != "done"] == [("pull", "incomplete")]


@named(EVERY)
def test_the_first_sync_ever_leaves_the_store_empty(empty_home, befall, sentence):
    befall(empty_home)

    done = empty_home.marshrut("sync")

    assert (done.code, done.err.splitlines()) == (1, [sentence])
    assert {name for name, rows in empty_home.kept().items() if rows} == {"alembic_version"}


def test_an_lms_that_never_answers_is_given_up(settled):
    settled.settle("# read_timeout = 120", "read_timeout = 0.3")
    settled.lms.faults.add(Fault(None, "timeout", times=None))
    before = settled.kept()

    done = settled.marshrut("sync")

    told = "LMS не ответила за отведённое время. Повторите позже или увеличьте read_timeout в настройках."
    assert (done.code, done.err.splitlines()) == (1, [told])
    assert settled.kept() == before


def test_a_passing_fault_is_waited_out(settled, monkeypatch):
    naps = []
    monkeypatch.setitem(Moodle.__init__.__kwdefaults__, "sleep", naps.append)
    settled.settle("tries = 1 ", "tries = 3 ")
    settled.lms.faults.add(Fault(Function.COURSES.value, "maintenance_503", times=2))

    done = settled.marshrut("sync", "--json")

    assert (done.code, done.err) == (0, "")
    assert done.json["complete"] is True
    long = [nap for nap in naps if nap > 60]
    assert len(long) >= 2  # everybody waits who would ask
    assert all(119 < nap <= 120 for nap in long)  # the page asks for 300


def lost(home, stream):
    """Return how many rows of a stream are kept as gone."""
    return home.rows(f"SELECT count(*) FROM {PULLED[stream].name} WHERE gone_at IS NOT NULL")[0][0]


@pytest.mark.parametrize(
    ("function", "skip", "streams"),
    [
        (Function.QUIZ_ATTEMPTS, 0, {"attempts", "part_marks"}),
        (Function.REPORT, 1, {"enrolments", "completions"}),
        (Function.COHORT_MEMBERS, 0, {"cohort_members"}),
    ],
)
def test_a_stream_that_fails_half_way_leaves_its_old_facts(settled, function, skip, streams):
    settled.wait_a_day(seed=5)
    settled.lms.faults.add(Fault(function.value, "http500_empty", times=None, skip=skip))

    done = settled.night()

    assert done.code == 3, done
    states = {name: told["state"] for name, told in settled.steps[0][2]["lms"].items()}
    assert streams <= {name for name, state in states.items() if state == "incomplete"}
    assert {name: lost(settled, name) for name in streams} == dict.fromkeys(streams, 0)
    *_, letter = settled.letters
    assert letter.subject == "Приозёрный район: показатели 6.1.1–6.1.5 на 16.06.2026 — неполные данные"
    told = {texts("ru").say(f"night.stream.{name}") for name in streams}
    assert all(f"прочитано не всё, поток «{name}»." in letter.text for name in told)


def test_accounts_that_cannot_be_read_leave_their_old_facts(settled):
    """Without a report of users there is one list of accounts, and no other way to tell who is new."""
    settled.lms.reports = {"marshrut participants"}
    settled.wait_a_day(seed=5)
    settled.lms.faults.add(Fault(Function.USERS.value, "http500_empty", times=None))
    # After the canary, which is the first.
    settled.lms.faults.add(Fault(Function.USERS_BY_FIELD.value, "http500_empty", times=None, skip=1))

    done = settled.night()

    assert done.code == 3, done
    assert settled.steps[0][2]["lms"]["accounts"]["state"] == "incomplete"
    assert lost(settled, "accounts") == 0


def test_a_failed_stream_is_made_good_by_the_next_night(settled):
    settled.wait_a_day(seed=5)
    for function in (Function.QUIZ_ATTEMPTS, Function.UPDATES, Function.ATTEMPT_REVIEW):
        settled.lms.faults.add(Fault(function.value, "http500_empty", times=None))
    settled.night()
    incomplete = settled.counts
    settled.lms.faults.clear()

    done = settled.night()

    assert done.code == 0, done
    assert settled.counts["6.1.1"][0] == incomplete["6.1.1"][0] + 1
    assert settled.letters[-1].subject.endswith("16.06.2026")
    assert len(settled.letters) == 3


def test_a_token_withdrawn_on_the_way_ends_the_night_with_its_sentence(settled):
    settled.lms.faults.add(Fault(Function.QUIZZES.value, "invalidtoken", times=None))

    done = settled.night()

    assert (done.code, done.err.splitlines()) == (1, [TOKEN])
    assert len(settled.letters) == 1


def test_a_list_that_shrinks_past_belief_is_held_back_and_named(settled):
    counts, attempts = settled.counts, settled.facts(marks=False)["attempt"]
    settled.lms.district = replace(settled.district, attempts=settled.district.attempts[:20])

    done = settled.night()

    assert done.code == 3, done
    assert settled.steps[0][2]["lms"]["attempts"]["state"] == "held"
    assert settled.facts(marks=False)["attempt"] == attempts
    assert settled.counts == counts
    told = "LMS «lms»: поток «попытки» прочитан подозрительно коротким и придержан, показаны прежние данные."
    [letter] = [each for each in settled.letters if "неполные данные" in each.subject]
    assert told in letter.text


def test_a_few_deleted_attempts_are_believed_when_a_second_night_finds_them_missing(settled):
    gone = {each.attempt_id for each in settled.district.attempts[:3]}
    settled.lms.district = replace(settled.district, attempts=settled.district.attempts[3:])

    def kept():
        return {number for (number,) in settled.rows("SELECT attempt_id FROM attempt WHERE gone_at IS NULL")}

    assert settled.night().code == 0
    assert gone <= kept()
    settled.now += timedelta(days=1)
    assert settled.night().code == 0
    assert not kept() & gone
