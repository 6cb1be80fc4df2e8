"""Each stream: whole, with keys, leading somewhere, told the same twice, and kept as it was told."""

import pytest

from tests.live import judgements
from tests.live.streams import STREAMS, reading_of
from tests.live.summary import leans_on_silence, silence

every_stream = pytest.mark.parametrize("stream", STREAMS, indirect=True)
every_reference = pytest.mark.parametrize(
    ("stream", "field"),
    [(name, field) for name, each in STREAMS.items() for field in each.references],
    indirect=["stream"],
)


def skip_where_leaning(seen, readings, name):
    told = leans_on_silence(seen, readings, name)
    if told:
        pytest.skip(f"НЕ ПРОВЕРЕНО: {name} читается не всё. {told}")


@every_stream
def test_a_stream_is_read_whole(seen, stream):
    skip_where_leaning(seen, seen.first.readings, stream.name)

    assert judgements.unread(seen.first.readings, stream.name) == []


@every_stream
def test_a_stream_has_rows_where_others_need_them(seen, stream):
    assert judgements.empty(seen.first.readings, stream.name) == []


@every_stream
def test_keys_are_there_and_unique(seen, stream):
    assert judgements.keys(seen.first.readings, stream.name) == []


@every_reference
def test_a_reference_leads_to_a_record(seen, stream, field):
    target = stream.references[field]
    told = silence(seen, target)
    if told or not reading_of(seen.first.readings, target).complete:
        pytest.skip(f"НЕ ПРОВЕРЕНО: {told or f'{target}: прочитано не всё'}")

    assert judgements.dangling(seen.first.readings, stream.name, field) == []


@every_stream
def test_another_reading_tells_the_same(seen, stream):
    if seen.second is None:
        pytest.skip(
            f"НЕ ПРОВЕРЕНО: второе чтение стоило бы запросов: {seen.price.whole}; задайте MARSHRUT_LMS_PATIENT=1"
        )

    assert judgements.differing(seen.first.readings, seen.second.readings, stream.name) == []


@every_stream
def test_a_night_right_after_is_read_and_finds_nothing_new(seen, stream):
    skip_where_leaning(seen, seen.night.readings, stream.name)

    assert judgements.unread(seen.night.readings, stream.name) == []
    assert judgements.news(seen.kept_at_night, stream.name) == []


@every_stream
def test_keeping_the_same_again_changes_nothing(seen, stream):
    assert judgements.kept_anew(seen.kept_again, stream.name) == []


@every_stream
def test_what_is_kept_is_what_was_told(seen, stream):
    assert judgements.lost_in_store(seen.first.readings, seen.stored, stream.name) == []


@pytest.mark.parametrize("stream", ["attempts"], indirect=True)
def test_attempts_do_not_contradict_themselves(seen, stream):
    assert judgements.incoherent_attempts(seen.first.readings) == []


@pytest.mark.parametrize("stream", ["final_grades"], indirect=True)
def test_graded_attempts_lead_to_grades(seen, stream):
    assert judgements.ungraded(seen.first.readings) == []
