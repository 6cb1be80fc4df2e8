"""What PHP must find in the form."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.moodle.asking.encoding import MOST_VARIABLES, arguments, encoded, form


def test_nested_parameters_get_brackets_in_order():
    told = form(
        {"courseid": 2, "options": [{"name": "userfields", "value": "id"}, {"name": "x", "value": 1}]}
    )

    assert told == [
        ("courseid", "2"),
        ("options[0][name]", "userfields"),
        ("options[0][value]", "id"),
        ("options[1][name]", "x"),
        ("options[1][value]", "1"),
    ]


def test_booleans_are_one_and_zero_for_moodle_knows_no_other():
    assert form({"yes": True, "no": False, "many": [True]}) == [("yes", "1"), ("no", "0"), ("many[0]", "1")]


def test_nothing_is_left_out_and_not_sent_blank():
    assert form({"userid": None, "text": ""}) == [("text", "")]


def test_more_variables_than_php_reads_are_refused():
    assert len(form({"ids": list(range(MOST_VARIABLES))})) == MOST_VARIABLES
    with pytest.raises(ValueError, match="901 form variables"):
        form({"ids": list(range(MOST_VARIABLES + 1))})


def test_arguments_of_a_batch_keep_empty_lists_and_booleans():
    assert json.loads(arguments({"ids": [], "all": True, "none": None})) == {"ids": [], "all": True}


@given(st.dictionaries(st.text(min_size=1, max_size=5, alphabet="abc"), st.lists(st.integers(), max_size=5)))
def test_every_number_of_every_list_is_sent_once(parameters):
    values = [int(value) for _, value in form(parameters)]

    assert values == [number for numbers in parameters.values() for number in numbers]


@pytest.mark.parametrize(
    "variables",
    [
        [("requests[0][function]", "core_user_get_users"), ("requests[0][arguments]", '{"a": "б & +~/"}')],
        [("имя", "x=1&y[0]"), ("plain", "abc123"), ("blank", "")],
    ],
)
def test_a_body_is_what_urlencode_makes_of_it(variables):
    assert encoded(variables) == urlencode(variables).encode()
