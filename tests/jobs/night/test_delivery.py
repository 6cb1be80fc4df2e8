"""Letters: each goes out once, what failed goes out later, and of what is in doubt somebody is told."""

import socket
from datetime import timedelta
from io import BytesIO

import msoffcrypto
import pytest
from aiosmtpd.controller import Controller

from config.locale import texts


class Office:
    """A mail server's post room: takes letters, or answers otherwise."""

    def __init__(self):
        self.answers = {}
        self.letters = []
        self.looks = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  aiosmtpd's name
        self.look()
        if told := self.answers.get(address, self.answers.get("RCPT")):
            return told
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def look(self):
        """Let the test look around, or do something, while a letter is under way."""
        if self.looks:
            self.looks()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.look()
        if told := self.answers.get("DATA"):
            return told
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture
def office(home):
    """A mail server on loopback that the home's letters go to."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    taking = Office()
    server = Controller(taking, "127.0.0.1", port)
    server.start()
    home.mail_to(port)
    yield taking
    server.stop()


def ledger(home):
    """Return the states of all letters, in the order they were first claimed in."""
    return [state for (state,) in home.rows("SELECT state FROM delivery ORDER BY delivery_id")]


def test_the_letter_arrives_in_the_configured_mailbox(home, office, read_letter, numbers_in):
    done = home.marshrut("nightly")

    assert done.code == 0, done
    [taken] = office.letters
    assert (taken.mail_from, taken.rcpt_tos) == ("marshrut@edu.example.ru", ["monitoring@edu.example.ru"])
    letter = read_letter(taken.content)
    assert letter.subject == "Приозёрный район: показатели 6.1.1–6.1.5 на 15.06.2026"
    assert letter.counts == numbers_in(letter.workbook) == home.counts
    assert ledger(home) == ["sent"]


def test_two_runs_send_once(home, office):
    home.marshrut("nightly")
    home.now += timedelta(hours=2)

    done = home.marshrut("nightly")

    assert (done.code, len(office.letters), ledger(home)) == (0, 1, ["sent"])


def test_numbers_that_changed_within_the_day_are_sent_anew(home, office):
    home.marshrut("nightly")
    home.marshrut("routes", "approve", "--all")

    done = home.marshrut("nightly")

    assert (done.code, len(office.letters), ledger(home)) == (0, 2, ["sent", "sent"])


def test_a_letter_that_was_refused_goes_out_with_the_next_run(home, office, read_letter):
    office.answers["DATA"] = "451 come later"
    port = home.folder.joinpath("marshrut.toml").read_text("utf-8").partition("\nport = ")[2].split()[0]

    refused = home.marshrut("nightly")

    assert refused.code == 3
    told = f"  {texts('ru').say('letter.error.busy', host='127.0.0.1', port=port, code=451)}"
    assert refused.err.splitlines()[-2:] == ["Проблемы, шаг «письмо»:", told]
    assert ledger(home) == ["failed"]
    office.answers.clear()
    again = home.marshrut("nightly")
    assert again.code == 0, again
    [taken] = office.letters
    assert read_letter(taken.content).subject.endswith("на 15.06.2026")
    assert ledger(home) == ["sent"]


def test_numbers_stand_though_the_server_is_down(home, office, numbers_in):
    home.mail_to(1)

    done = home.marshrut("nightly")

    assert done.code == 3
    assert home.counts["6.1.1"][0] > 0
    assert numbers_in((home.folder / "reports" / "2026-06-15.xlsx").read_bytes()) == home.counts
    assert "Почтовый сервер 127.0.0.1:1 не отвечает." in done.err
    assert "monitoring@edu.example.ru" not in done.out + done.err


def test_one_recipient_that_is_refused_keeps_no_other_from_the_letter(home, office):
    home.settle('["monitoring@edu.example.ru"]', '["gone@edu.example.ru", "monitoring@edu.example.ru"]')
    office.answers["gone@edu.example.ru"] = "550 no such user"

    done = home.marshrut("nightly")

    assert done.code == 3
    assert [each.rcpt_tos for each in office.letters] == [["monitoring@edu.example.ru"]]
    assert ledger(home) == ["failed", "sent"]
    assert "gone@edu.example.ru" not in done.out + done.err


def left(home, state):
    """Leave the ledger as a run does that was killed at that point."""
    with home.store() as store:
        store.execute("UPDATE delivery SET state = ?, sent_at = NULL", [state])


def test_a_letter_left_claimed_never_went_out_and_goes_out_now(home, office):
    home.marshrut("nightly")
    left(home, "claimed")
    office.letters.clear()

    done = home.marshrut("nightly")

    assert (done.code, len(office.letters), ledger(home)) == (0, 1, ["sent"])


def test_the_ledger_says_that_a_letter_is_being_handed_over_before_the_server_is_given_it(home, office):
    seen = []
    office.looks = lambda: seen.extend(ledger(home))

    done = home.marshrut("nightly")

    assert done.code == 0, done
    assert seen == ["claimed", "handing"], "at RCPT, and at the end of DATA"


def test_of_two_runs_with_one_letter_the_second_to_claim_it_sends_it(home, office):
    def taken_over():
        office.looks = None
        with home.store() as store:
            store.execute(
                "INSERT INTO run (command, as_of, started_at, version) SELECT command, as_of, started_at, version FROM run"
            )
            store.execute("UPDATE delivery SET run_id = (SELECT max(run_id) FROM run)")

    office.looks = taken_over

    done = home.marshrut("nightly")

    assert (done.code, office.letters, ledger(home)) == (3, [], ["claimed"])
    assert home.marshrut("nightly").code == 0
    assert len(office.letters) == 1


def test_a_letter_in_doubt_is_shown_and_not_sent_again(home, office):
    home.marshrut("nightly")
    left(home, "handing")
    office.letters.clear()

    done = home.marshrut("nightly")

    assert (done.code, office.letters, ledger(home)) == (3, [], ["handing"])
    [(name,)] = home.rows("SELECT letter FROM delivery")
    told = texts("ru").say("night.letter_uncertain", letter=name, recipient=1)
    assert f"  {told}" in done.err.splitlines()
    assert home.marshrut("letters", "list", "--json").json[0]["letter"] == name


def test_a_letter_said_to_be_lost_goes_out_again(home, office):
    home.marshrut("nightly")
    left(home, "handing")
    [(name,)] = home.rows("SELECT letter FROM delivery")
    office.letters.clear()

    settled = home.marshrut("letters", "settle", name, "lost")
    done = home.marshrut("nightly")

    assert (settled.code, settled.err) == (0, "")
    assert (done.code, len(office.letters), ledger(home)) == (0, 1, ["sent"])


def test_sending_on_change_says_the_first_word_and_then_only_news(home, office, read_letter):
    home.settle('# send = "nightly"', 'send = "on_change"')
    home.marshrut("nightly")
    assert len(office.letters) == 1
    home.now += timedelta(days=1)
    home.marshrut("nightly")
    assert len(office.letters) == 1

    home.marshrut("routes", "approve", "--all")
    home.now += timedelta(days=1)
    done = home.marshrut("nightly")

    assert done.code == 0, done
    assert len(office.letters) == 2
    assert read_letter(office.letters[-1].content).counts == home.counts


def test_news_that_could_not_be_sent_are_news_the_day_after(home, office):
    home.settle('# send = "nightly"', 'send = "on_change"')
    office.answers["RCPT"] = "450 come later"
    assert home.marshrut("nightly").code == 3
    office.answers.clear()
    home.now += timedelta(days=1)

    done = home.marshrut("nightly")

    assert (done.code, len(office.letters)) == (0, 1)


@pytest.mark.parametrize(
    "change", [('# send = "nightly"', 'send = "never"'), ('["monitoring@edu.example.ru"]', "[]")]
)
def test_where_nobody_is_to_be_written_the_password_is_not_missed(home, change):
    home.settle(*change)

    done = home.marshrut("nightly")

    assert done.code == 0, done
    assert ledger(home) == []
    assert (home.folder / "reports" / "2026-06-15.xlsx").exists()


def test_a_missing_password_is_told_by_its_key_and_the_numbers_stand(home):
    done = home.marshrut("nightly")

    assert done.code == 2
    [told] = done.err.splitlines()
    assert "report.smtp.password" in told
    assert "MARSHRUT_SMTP_PASSWORD" in told
    assert [(name, state) for name, state, *_ in home.steps][-1] == ("deliver", "failed")
    assert home.steps[-1][3][0]["text_id"].startswith("config.secret.")
    assert home.counts["6.1.1"][0] > 0
    assert ledger(home) == []


def test_an_outbox_that_cannot_be_written_leaves_the_letter_unsent_and_not_in_doubt(home):
    (home.folder / "outbox").write_text("no folder")

    done = home.night()

    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert ledger(home) == ["failed"]
    (home.folder / "outbox").unlink()
    assert home.night().code == 0
    assert len(home.letters) == 1


def test_a_protected_workbook_opens_with_the_password_alone(home, office, read_letter, numbers_in):
    home.settle('# protect = "none"', 'protect = "password"')
    home.settle(
        '# password = { env = "MARSHRUT_REPORT_PASSWORD" }', 'password = { env = "MARSHRUT_REPORT_PASSWORD" }'
    )
    home.environ["MARSHRUT_REPORT_PASSWORD"] = "сосна-42-окно"

    done = home.marshrut("nightly")

    assert done.code == 0, done
    letter = read_letter(office.letters[0].content)
    closed = msoffcrypto.OfficeFile(BytesIO(letter.workbook))
    assert closed.is_encrypted()
    closed.load_key(password="сосна-42-окно")
    opened = BytesIO()
    closed.decrypt(opened)
    assert numbers_in(opened.getvalue()) == home.counts
    assert "сосна" not in letter.text + done.out + done.err


def test_each_recipient_gets_a_letter_of_their_own(home, office):
    home.settle('["monitoring@edu.example.ru"]', '["one@edu.example.ru", "two@edu.example.ru"]')

    home.marshrut("nightly")

    assert [each.rcpt_tos for each in office.letters] == [["one@edu.example.ru"], ["two@edu.example.ru"]]
    assert ledger(home) == ["sent", "sent"]
