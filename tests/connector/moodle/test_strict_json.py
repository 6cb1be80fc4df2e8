"""JSON as PHP writes it, and what is not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.moodle.asking.strict_json import CutShortError, UnreadableError, decode

TEXT = json.dumps({"users": [{"id": 1, "name": 'Пётр \\ "x"', "seen": True, "of": None, "part": -1.5e3}]})


@pytest.mark.parametrize("cut", range(1, len(TEXT)))
def test_a_text_cut_anywhere_is_known_for_cut(cut):
    with pytest.raises(CutShortError):
        decode(TEXT[:cut])


@pytest.mark.parametrize("cut", range(1, 60))
def test_bytes_cut_within_a_letter_are_known_for_cut(cut):
    text = '{"name": "Ёлка Пётр Иванович, щавель и ёрш на обед"}'.encode()
    with pytest.raises(CutShortError):
        decode(text[:cut])


@pytest.mark.parametrize(
    "text",
    [
        '{"id": NaN, "name": "x"}',
        '{"id": Infinity}',
        '{"id": 1, "id": 2}',
        '[{"a": {"id": 1, "id": 1}}]',
        '{"id": 1}{"id": 2}',
        "[1]<br />\n<b>Notice</b>: Undefined index",
        '{"id": 1,, "name": "Иванов Иван Иванович"}',
        "[" * 100_000,
        b'{"name": "\xcf\xe5\xf2\xf0 \xcf\xe5\xf2\xf0"}',
        '{"id": ' + "9" * 5000 + ', "name": "Иванов Иван"}',
    ],
)
def test_what_php_never_writes_is_unreadable(text):
    with pytest.raises(UnreadableError) as caught:
        decode(text)

    assert (str(caught.value), caught.value.args) == ("", ())
    assert (caught.value.__context__, caught.value.__cause__) == (None, None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON, st.booleans())
def test_whatever_is_written_is_read(value, ascii_only):
    assert decode(json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")) == value


def test_a_mark_of_byte_order_is_overlooked():
    assert decode(b"\xef\xbb\xbf[1]") == [1]
