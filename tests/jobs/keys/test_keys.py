"""Where the key for СНИЛС comes from, and when none is made."""

import stat

import pytest

from config.problems import ConfigProblems
from config.settings import Secret, StoreOptions
from jobs.keys import FILE_NAME, load_or_create_key, refuse_wrong_key
from mappings.keeping.secrecy import Keyring, key_text, new_key
from mappings.store import StoreError

KEY = bytes(range(32))


def load(folder, *, options=None, environ=None, store_has_snils=False):
    return load_or_create_key(
        options or StoreOptions(), folder, environ or {}, store_has_snils=store_has_snils
    )


def test_a_key_is_made_once_for_its_owners_eyes(tmp_path):
    key = load(tmp_path)

    assert load(tmp_path, store_has_snils=True) == key
    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_two_folders_get_two_keys(tmp_path):
    (tmp_path / "other").mkdir()

    assert load(tmp_path) != load(tmp_path / "other")


def test_no_key_is_made_where_the_store_holds_snils(tmp_path):
    with pytest.raises(StoreError, match=r"store.key.lost"):
        load(tmp_path, store_has_snils=True)

    assert list(tmp_path.iterdir()) == []


def test_a_key_in_the_environment_comes_first(tmp_path):
    options = StoreOptions(key=Secret(env="KEY"))

    assert load(tmp_path, options=options, environ={"KEY": key_text(KEY)}) == KEY
    assert list(tmp_path.iterdir()) == []


def test_a_key_in_a_file_is_found_beside_the_configuration(tmp_path):
    (tmp_path / "my.key").write_text(key_text(KEY) + "\n")

    assert load(tmp_path, options=StoreOptions(key=Secret(file="my.key"))) == KEY


def test_a_key_that_is_configured_but_missing_is_not_made(tmp_path):
    with pytest.raises(ConfigProblems):
        load(tmp_path, options=StoreOptions(key=Secret(env="KEY")))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("told", [b"", b"geheim", "ключ".encode(), b"\xff\xfe"])
def test_a_spoilt_key_is_told_and_not_printed(tmp_path, told):
    (tmp_path / FILE_NAME).write_bytes(told)

    with pytest.raises(StoreError) as caught:
        load(tmp_path)

    assert caught.value.text_id == "store.key.unreadable"
    assert "geheim" not in str(caught.value)


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path):
    with pytest.raises(StoreError, match=r"store.key.not_written"):
        load(tmp_path / "nowhere")


def test_a_key_that_does_not_fit_the_store_is_refused():
    sealed = Keyring(KEY).seal("11223344595")

    refuse_wrong_key(Keyring(KEY), sealed)
    refuse_wrong_key(Keyring(KEY), None)
    with pytest.raises(StoreError, match=r"store.key.wrong"):
        refuse_wrong_key(Keyring(new_key()), sealed)
