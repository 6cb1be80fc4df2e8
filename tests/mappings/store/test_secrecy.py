import re

import pytest

from mappings.keeping.secrecy import Keyring, key_of, key_text, new_key

KEY = bytes(range(32))


def test_a_hash_depends_on_the_key_and_on_the_number_alone():
    assert Keyring(KEY).snils_hash("11223344595") == Keyring(KEY).snils_hash("11223344595")
    assert Keyring(KEY).snils_hash("11223344595") != Keyring(KEY).snils_hash("11223344596")
    assert Keyring(KEY).snils_hash("11223344595") != Keyring(new_key()).snils_hash("11223344595")


def test_hashes_never_change_between_versions():
    """Else every СНИЛС in every store would have to be typed anew."""
    assert (
        Keyring(KEY).snils_hash("11223344595")
        == "82cb2fb42375ae04c6222b814bb5b99d825652bec551fbb2c7beee653c22a5c1"
    )


def test_a_sealed_text_opens_with_its_key_and_is_another_each_time():
    keyring = Keyring(KEY)
    one, other = keyring.seal("11223344595"), keyring.seal("11223344595")

    assert one != other
    assert (keyring.open(one), keyring.open(other)) == ("11223344595", "11223344595")
    assert re.fullmatch(r"1\.[\w=-]+", one)


def test_texts_sealed_by_former_versions_open():
    assert Keyring(KEY).open("1.nsBr9H6Qrbs812l_jQtG1z6Zyxmiv0nhQXNvv3lJq4tdlQj82CNh") == "11223344595"


@pytest.mark.parametrize(
    "spoil", [lambda s: s[:-4] + "AAA=", lambda s: s[:10], lambda s: "", lambda s: "1.ы"]
)
def test_an_altered_text_does_not_open(spoil):
    with pytest.raises(ValueError, match="another key"):
        Keyring(KEY).open(spoil(Keyring(KEY).seal("11223344595")))


def test_another_key_does_not_open():
    with pytest.raises(ValueError, match="another key"):
        Keyring(new_key()).open(Keyring(KEY).seal("11223344595"))


def test_a_key_survives_being_written_down():
    key = new_key()

    assert key_of(f" {key_text(key)}\n") == key


@pytest.mark.parametrize("text", ["", "short", "ы" * 44, key_text(KEY)[:-4]])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(ValueError, match=r"base64|32 bytes"):
        key_of(text)


def test_a_keyring_shows_nothing_of_its_key():
    assert "x01" not in repr(Keyring(KEY))
    assert key_text(KEY)[:10] not in repr(vars(Keyring(KEY)))
