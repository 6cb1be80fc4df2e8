"""Rows that cannot be read are set apart with what they still tell, and hide no others."""

import json

import pytest

from connector.moodle.wire import Moment, Wire, numbered, read_rows_apart


class _Row(Wire):
    id: int
    name: str
    seen: Moment = None


def test_every_row_is_read_where_all_can_be():
    good, apart = read_rows_apart(
        _Row, [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}], numbered(row_id="id")
    )

    assert [row.id for row in good] == [1, 2]
    assert apart == []


def test_an_odd_row_is_set_apart_with_its_key_its_fields_and_what_was_told():
    rows = [{"id": 1, "name": "a"}, {"id": 2, "name": None, "seen": "вчера"}, {"id": 3, "name": "c"}]

    good, [apart] = read_rows_apart(_Row, rows, numbered(row_id="id"))

    assert [row.id for row in good] == [1, 3]
    assert (apart.number, apart.reason, apart.keys) == ("2", "name, seen", {"row_id": 2})
    assert json.loads(apart.raw) == rows[1]


@pytest.mark.parametrize("row", [{"id": None, "name": "a"}, {"name": "a"}, "Иванов", None])
def test_a_row_without_a_number_is_known_by_its_place_alone(row):
    good, [apart] = read_rows_apart(_Row, [{"id": 1, "name": "a"}, row], numbered(row_id="id"))

    assert len(good) == 1
    assert apart.number == "#2"
    assert apart.keys == {}


def test_what_was_told_stays_out_of_sight():
    _, [apart] = read_rows_apart(_Row, [{"id": 1, "name": ["Иванов"]}], numbered(row_id="id"))

    assert "Иванов" not in repr(apart)


def test_a_key_of_two_columns_is_told_whole_or_not_at_all():
    both = numbered(course_id="course", account_id="user")

    assert both({"course": 3, "user": "7"}) == {"course_id": 3, "account_id": 7}
    assert both({"course": 3, "user": True}) == {}
