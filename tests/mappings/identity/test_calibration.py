"""The score is a probability: of candidates scored 0.9 nine in ten are right, over districts of both sorts."""

import pytest

from mappings.identity.matcher import match
from tests.mappings.identity.conftest import HARD, ORDINARY, Maker

BANDS = ((0.0, 0.1), (0.1, 0.3), (0.3, 0.55), (0.55, 0.75), (0.75, 0.9), (0.9, 0.97), (0.97, 1.001))


@pytest.fixture(scope="module")
def told():
    """Return (score, whether right) of every candidate shown, of districts of both sorts; conflicts apart."""
    found = []
    for recipe in (ORDINARY, HARD):
        for seed in range(20, 26):
            district = Maker(400, seed, recipe).district()
            for account, link in zip(
                district.accounts, match(district.people, district.accounts, {}), strict=True
            ):
                if link.reason != "conflict":
                    true = district.truth[account.username]
                    found += [(each.score, each.person_id == true) for each in link.candidates]
    return found


def errors_by_band(told):
    """Return how far, in each band, the share of right candidates is from the mean score, and how many there are."""
    bands = ([each for each in told if low <= each[0] < high] for low, high in BANDS)
    return [
        (
            sum(right for _, right in band) / len(band) - sum(score for score, _ in band) / len(band),
            len(band),
        )
        for band in bands
        if band
    ]


def test_scores_are_probabilities(told):
    errors = errors_by_band(told)
    expected = sum(abs(error) * count for error, count in errors) / len(told)

    assert expected < 0.02
    assert all(abs(error) < 0.3 for error, count in errors if count >= 40)


def test_the_brier_score_is_small(told):
    assert sum((score - right) ** 2 for score, right in told) / len(told) < 0.02


def test_a_score_is_seldom_too_high(told):
    sure = [right for score, right in told if score >= 0.97]

    assert sum(sure) / len(sure) > 0.98


def test_a_measure_of_calibration_sees_overconfidence(told):
    """Else the tests above could not fail."""
    boasting = [(min(score * 1.5 + 0.3, 1.0), right) for score, right in told]
    errors = errors_by_band(boasting)

    assert sum(abs(error) * count for error, count in errors) / len(told) > 0.03
