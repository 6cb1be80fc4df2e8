"""Letters go over real SMTP, and what goes wrong is told by what to do about it."""

import socket
import ssl
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.smtp import AuthResult

from config.locale import texts
from connector.errors import BorderError, RefusedError, WaitError
from connector.mailbox import Handing, Mailbox, MaybeSentError

HOST = "127.0.0.1"
PASSWORD = "s3cret-word"


def let_in(server, session, envelope, mechanism, data):
    right = data.login == b"robot" and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=right, auth_data=data)


def sentence(error) -> str:
    return texts("ru").say(error.text_id, **error.detail)


def received(office):
    [envelope] = office.letters
    return message_from_bytes(envelope.content, policy=default)


def test_a_letter_arrives_whole(smtp_server, message):
    office, port = smtp_server()

    Mailbox(HOST, port).send(message)

    assert received(office)["Subject"] == "Сургутский район: показатели 6.1.1–6.1.5 на 24.11.2026"
    assert received(office).get_content().strip() == "Добрый день!"
    assert office.letters[0].mail_from == "robot@edu.example.ru"
    assert office.letters[0].rcpt_tos == ["monitoring@edu.example.ru"]


def test_a_letter_goes_over_starttls_with_a_login(smtp_server, certificate, message):
    office, port = smtp_server(
        tls_context=certificate.server, require_starttls=True, authenticator=let_in, auth_required=True
    )

    Mailbox(HOST, port, "starttls", login="robot", password=PASSWORD, trust=certificate.trust).send(message)

    assert office.logins == ["robot"]


def test_a_letter_goes_over_tls_with_a_login(smtp_server, certificate, message):
    office, port = smtp_server(over_tls=certificate.server, authenticator=let_in, auth_require_tls=False)

    Mailbox(HOST, port, "ssl", login="robot", password=PASSWORD, trust=certificate.trust).send(message)

    assert office.logins == ["robot"]


class Account:
    """Keeps account of a letter: what it was told, and how much the server had by then."""

    def __init__(self, office):
        self.office = office
        self.told = []

    @property
    def handing(self):
        return Handing(lambda: self._note("begins"), lambda: self._note("taken"))

    def _note(self, word):
        self.told.append((word, len(self.office.letters)))


def test_it_is_told_when_the_letter_begins_to_go_over_and_when_it_is_taken(smtp_server, message):
    office, port = smtp_server()
    account = Account(office)

    Mailbox(HOST, port).send(message, account.handing)

    assert account.told == [("begins", 0), ("taken", 1)]


@pytest.mark.parametrize(("command", "told"), [("MAIL", []), ("RCPT", []), ("DATA", [("begins", 0)])])
def test_a_letter_refused_before_it_is_given_has_not_begun(smtp_server, message, command, told):
    office, port = smtp_server()
    office.answers[command] = "550 no"
    account = Account(office)

    with pytest.raises(RefusedError):
        Mailbox(HOST, port).send(message, account.handing)

    assert account.told == told


def test_whoever_keeps_account_can_stop_the_letter_and_the_server_has_none_of_it(smtp_server, message):
    office, port = smtp_server()

    def stop():
        raise LookupError

    with pytest.raises(LookupError):
        Mailbox(HOST, port).send(message, Handing(begins=stop))

    assert office.letters == []


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_a_certificate_nobody_vouches_for_is_refused(smtp_server, certificate, message, security):
    options = {"over_tls" if security == "ssl" else "tls_context": certificate.server}
    office, port = smtp_server(**options)

    with pytest.raises(RefusedError) as told:
        Mailbox(HOST, port, security).send(message)

    assert not office.letters
    assert sentence(told.value) == (
        f"Сертификат почтового сервера 127.0.0.1:{port} не внушает доверия. Проверьте имя в report.smtp.host; "
        "если сертификат выпущен ведомством, установите его корневой сертификат в систему."
    )


def test_a_certificate_for_another_name_is_refused(smtp_server, certificate, message):
    _, port = smtp_server(over_tls=certificate.server)

    with pytest.raises(RefusedError, match=r"letter\.error\.certificate"):
        Mailbox("localhost", port, "ssl", trust=certificate.trust).send(message)


def test_a_wrong_password_is_refused_and_never_told(smtp_server, message):
    office, port = smtp_server(authenticator=let_in, auth_require_tls=False)
    mailbox = Mailbox(HOST, port, login="robot", password="wr0ng-word")

    with pytest.raises(RefusedError) as told:
        mailbox.send(message)

    assert not office.letters
    assert sentence(told.value) == (
        f"Почтовый сервер 127.0.0.1:{port} не принял имя или пароль (код 535). Проверьте report.smtp.login и "
        "report.smtp.password; у почтовых служб бывает нужен отдельный пароль для программ."
    )
    assert "wr0ng-word" not in f"{told.value!r} {mailbox!r} {told.value.detail}"
    assert told.value.__suppress_context__


def test_a_password_that_smtp_cannot_carry_is_refused_and_never_told(smtp_server, message):
    _, port = smtp_server(authenticator=let_in, auth_require_tls=False)

    with pytest.raises(RefusedError) as told:
        Mailbox(HOST, port, login="robot", password="пароль").send(message)

    assert told.value.text_id == "letter.error.login_letters"
    assert "пароль" not in str(told.value)


def test_a_server_that_wants_a_login_says_so(smtp_server, message):
    _, port = smtp_server({"MAIL": "530 Authentication required"})

    with pytest.raises(RefusedError) as told:
        Mailbox(HOST, port).send(message)

    assert sentence(told.value) == (
        f"Почтовый сервер 127.0.0.1:{port} требует входа (код 530). Укажите report.smtp.login и "
        "report.smtp.password."
    )


def test_a_server_without_logins_says_so(smtp_server, message):
    _, port = smtp_server()

    with pytest.raises(RefusedError, match=r"letter\.error\.login_unknown"):
        Mailbox(HOST, port, login="robot", password=PASSWORD).send(message)


def test_a_password_is_not_sent_where_starttls_is_missing(smtp_server, message):
    office, port = smtp_server(authenticator=let_in, auth_require_tls=False)

    with pytest.raises(RefusedError) as told:
        Mailbox(HOST, port, "starttls", login="robot", password=PASSWORD).send(message)

    assert not office.letters
    assert told.value.text_id == "letter.error.no_starttls"


def test_tls_asked_of_a_plain_server_is_refused(smtp_server, certificate, message):
    _, port = smtp_server()

    with pytest.raises(RefusedError) as told:
        Mailbox(HOST, port, "ssl", trust=certificate.trust).send(message)

    assert sentence(told.value) == (
        f"С почтовым сервером 127.0.0.1:{port} не удалось установить защищённое соединение. Проверьте "
        "report.smtp.port и report.smtp.security: ssl — обычно порт 465, starttls — 587, none — 25."
    )


@pytest.mark.parametrize(
    ("answers", "sentence_id"),
    [
        ({"RCPT": "550 No such user"}, "recipient"),
        ({"MAIL": "553 Not your address"}, "sender"),
        ({"DATA": "552 Too big"}, "refused"),
    ],
)
def test_what_the_server_refuses_for_good_is_refused(smtp_server, message, answers, sentence_id):
    office, port = smtp_server(answers)

    with pytest.raises(RefusedError) as told:
        Mailbox(HOST, port).send(message)

    [answer] = answers.values()
    assert not office.letters
    assert told.value.text_id == f"letter.error.{sentence_id}"
    assert told.value.detail == {"host": HOST, "port": port, "code": int(answer[:3])}


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_what_the_server_puts_off_may_be_tried_later(smtp_server, message, command):
    _, port = smtp_server({command: "451 Greylisted, come back later"})

    with pytest.raises(WaitError) as told:
        Mailbox(HOST, port).send(message)

    assert not isinstance(told.value, MaybeSentError)
    assert sentence(told.value) == (
        f"Почтовый сервер 127.0.0.1:{port} временно не принимает письмо (код 451). Письмо уйдёт при следующем "
        "запуске."
    )


def test_no_address_stands_in_an_error(smtp_server, message):
    _, port = smtp_server({"RCPT": "550 monitoring@edu.example.ru is unknown"})

    with pytest.raises(RefusedError) as told:
        Mailbox(HOST, port).send(message)

    assert "monitoring@" not in f"{told.value!r} {told.value}"


def test_a_server_that_is_down_may_be_up_later(message):
    with socket.socket() as found:
        found.bind((HOST, 0))
        port = found.getsockname()[1]

    with pytest.raises(WaitError) as told:
        Mailbox(HOST, port).send(message)

    assert sentence(told.value) == (
        f"Почтовый сервер 127.0.0.1:{port} не отвечает. Проверьте report.smtp.host и report.smtp.port, сеть и "
        "межсетевой экран; письмо уйдёт при следующем запуске."
    )


def test_a_silent_server_is_not_waited_for_without_end(message):
    with socket.create_server((HOST, 0)) as silent, pytest.raises(WaitError):
        Mailbox(HOST, silent.getsockname()[1], timeout=0.3).send(message)


def test_a_connection_cut_before_the_letter_may_be_tried_again(scripted_server, message):
    port = scripted_server("220 hello", "250 hello", "250 sender")

    with pytest.raises(WaitError) as told:
        Mailbox(HOST, port).send(message)

    assert told.value.text_id == "letter.error.cut"
    assert not isinstance(told.value, MaybeSentError)


def test_a_connection_cut_after_the_letter_leaves_it_uncertain(scripted_server, message):
    port = scripted_server("220 hello", "250 hello", "250 sender", "250 recipient", "354 go on")

    with pytest.raises(MaybeSentError) as told:
        Mailbox(HOST, port).send(message)

    assert "письмо могло уйти, а могло и нет" in sentence(told.value)


def test_a_server_that_hangs_up_without_a_goodbye_has_taken_the_letter(scripted_server, message):
    """Neither refused nor in doubt: the answer after the final dot is what counts."""
    port = scripted_server("220 hello", "250 hello", "250 sender", "250 recipient", "354 go on", "250 taken")

    try:
        Mailbox(HOST, port).send(message)
    except BorderError as error:
        pytest.fail(f"told as {error.text_id}")


def test_a_web_server_is_not_taken_for_a_mail_server(scripted_server, message):
    port = scripted_server("HTTP/1.1 400 Bad Request")

    with pytest.raises(RefusedError, match=r"letter\.error\.odd"):
        Mailbox(HOST, port).send(message)


def test_a_busy_server_may_be_free_later(scripted_server, message):
    port = scripted_server("421 too many connections")

    with pytest.raises(WaitError, match=r"letter\.error\.busy"):
        Mailbox(HOST, port).send(message)


def test_a_cyrillic_address_needs_a_server_that_knows_it(smtp_server, message):
    _, port = smtp_server(enable_SMTPUTF8=False)
    del message["To"]
    message["To"] = "отчёт@edu.example.ru"

    with pytest.raises(RefusedError, match=r"letter\.error\.address"):
        Mailbox(HOST, port).send(message)


def test_trust_is_the_systems_own_unless_given():
    context = Mailbox(HOST, 465, "ssl")._context()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
