"""A night that is asked to stop, at whatever moment, ends in order, and the next one finishes its work."""

import signal

import pytest

ASKED = [
    ("request", 1),
    ("request", 3),
    ("answer", 5),
    ("answer", 9),
    ("reply 220", 1),
    ("reply 354", 1),
    ("letter on the doorstep", 2),
    ("reply 221", 2),
]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
@pytest.mark.parametrize("at", ASKED, ids=str)
def test_a_night_asked_to_stop_ends_in_order_and_the_next_finishes_its_work(starts, at, number):
    with starts["second"].home() as home:
        undisturbed = home.run("nightly")
        wanted, letters = home.facts(), home.letters
    with starts["second"].home() as home:
        stopped = home.run("nightly", die_at=at, number=number)
        lock = home.rows("SELECT * FROM run_lock")
        [ended] = home.rows("SELECT ended_at IS NOT NULL, exit_code FROM run ORDER BY run_id DESC LIMIT 1")

        done = home.run("nightly")

        assert stopped.code in {0, 3}, stopped
        assert "Traceback" not in stopped.err
        assert ("Остановлено по просьбе" in stopped.err) == (stopped.code == 3)
        assert (bool(ended[0]), ended[1]) == (True, stopped.code)
        assert lock == []
        assert (undisturbed.code, done.code) == (0, 0), done
        assert home.facts() == wanted
        assert home.letters == letters


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_sync_that_is_interrupted_says_so_in_its_exit_code_and_the_next_finishes_its_work(
    starts, number, code
):
    with starts["second"].home() as home:
        home.run("sync")
        wanted = home.facts()
    with starts["second"].home() as home:
        stopped = home.run("sync", die_at=("answer", 4), number=number)

        done = home.run("sync")

        assert stopped.code == code, stopped
        assert "Traceback" not in stopped.err
        assert done.code == 0, done
        assert home.facts() == wanted
