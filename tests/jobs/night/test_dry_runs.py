"""A dry run says what would change, and changes nothing: no row, no file, no letter."""

import pytest

DRY = "Пробный запуск: ниже то, что изменилось бы; в базе и в почте всё осталось как было."


@pytest.mark.parametrize(
    "words",
    [
        ("nightly", "--outbox", "outbox"),
        ("sync",),
        ("match",),
        ("roster", "import", "newer.xlsx"),
        ("routes", "build"),
        ("routes", "approve", "--all"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("as_json", [False, True], ids=["told", "json"])
def test_nothing_is_left_of_it(settled, words, as_json):
    (settled.folder / "newer.xlsx").write_bytes((settled.folder / "roster.xlsx").read_bytes())
    settled.wait_a_day(seed=5)
    store, files = settled.dump(), settled.files

    done = settled.marshrut(*words, "--dry-run", *(["--json"] if as_json else []))

    assert done.code == 0, done
    assert settled.dump() == store
    assert settled.files == files
    if not as_json:
        assert done.out.splitlines()[0] == DRY


def test_a_dry_night_tells_what_the_real_one_then_does(settled):
    settled.wait_a_day(seed=5)

    dry = settled.night("--dry-run", "--json").json
    real = settled.night("--json").json

    def told(night):
        return [(each["name"], each["state"], each["coverage"]) for each in night["steps"][:-1]]

    assert told(dry) == told(real)
    assert dry["indicators"] == real["indicators"]
    assert dry["steps"][-1]["coverage"] == {"letters": 1}
    assert dry["deliveries"] == []
    assert dry["workbook"] is None


def test_a_dry_night_says_step_by_step_what_would_come_of_it(settled):
    settled.wait_a_day(seed=5)

    dry = settled.night("--dry-run").out.splitlines()

    told = {line.split("\t")[0]: line.split("\t")[-1] for line in dry[2:10]}
    pulled = settled.night("--json").json["steps"][0]["coverage"]["lms"].values()
    sums = {name: sum(each[name] for each in pulled) for name in ("added", "changed", "returned", "gone")}
    changed = sums["changed"] + sums["returned"]
    assert told["чтение LMS"] == f"новых строк {sums['added']}, изменено {changed}, исчезло {sums['gone']}"
    assert sums["added"] > 0
    assert told["отчёт"] == "сотрудников 80, организаций 5"
    assert told["письмо"] == "писем к отправке 1"


def test_a_dry_sync_tells_what_the_real_one_then_does(settled):
    settled.wait_a_day(seed=5)

    dry = settled.marshrut("sync", "--dry-run")
    real = settled.marshrut("sync")

    assert dry.out.splitlines()[0] == DRY
    assert dry.out.splitlines()[1:] == real.out.splitlines()
    attempts = next(line for line in real.out.splitlines() if line.startswith("попытки\t"))
    assert int(attempts.split("\t")[2]) > 0


def test_a_dry_approval_says_how_many_would_be_approved(settled):
    drafts = settled.rows("SELECT count(*) FROM route WHERE state = 'draft'")[0][0]

    dry = settled.marshrut("routes", "approve", "--all", "--dry-run", "--json").json
    real = settled.marshrut("routes", "approve", "--all", "--json").json

    assert dry == real == {"approved": drafts, "on": "2026-06-15"}


def test_a_dry_night_that_fails_leaves_nothing_either(settled):
    store, files = settled.dump(), settled.files
    settled.environ["MARSHRUT_LMS_TOKEN"] = "f" * 32

    done = settled.night("--dry-run")

    assert done.code == 1
    assert settled.dump() == store
    assert settled.files == files
