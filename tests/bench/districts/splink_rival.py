"""Splink, set up as its tutorial teaches for linking two tables of people, with all the fields the product sees.

The account's second field is split at its first space into first name and patronymic, everything is lowered:
what one does in an afternoon. Imported only where Splink is installed. Its model is trained on the very districts (without their truth).
"""

import logging
import warnings
from typing import Any

import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from mappings.identity.values import AccountKey, PersonKey
from tests.bench.districts.district import District
from tests.bench.districts.rivals import Found

COLUMNS = ("unique_id", "last_name", "first_name", "patronymic", "snils", "email", "number", "organisation")


def _person(person: PersonKey) -> tuple[Any, ...]:
    number = person.staff_number or person.roster_no
    return _row(
        person.person_id, person.last_name, person.first_name, person.patronymic, person.snils_hash, person.email,
        number, next(iter(person.organisations), None),
    )  # fmt: skip


def _account(account: AccountKey) -> tuple[Any, ...]:
    first, _, patronymic = account.first_name.strip().partition(" ")
    return _row(
        account.key[1], account.last_name, first, patronymic, account.snils_hash, account.email,
        account.staff_number, account.organisation,
    )  # fmt: skip


def _row(number: int, *told: str | None) -> tuple[Any, ...]:
    return number, *((each or "").strip().lower() or None for each in told)


def _table(rows: list[tuple[Any, ...]]) -> Any:
    types = [pa.int64(), *[pa.string()] * (len(COLUMNS) - 1)]
    columns = zip(*rows, strict=True)
    return pa.table(
        {
            name: pa.array(list(column), type_)
            for name, column, type_ in zip(COLUMNS, columns, types, strict=True)
        }
    )


def _settings() -> Any:
    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("last_name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("first_name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("patronymic", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("snils"),
            cl.ExactMatch("email").configure(term_frequency_adjustments=True),
            cl.ExactMatch("number"),
            cl.JaroWinklerAtThresholds("organisation", [0.95, 0.85]).configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("snils"), block_on("email"), block_on("last_name"), block_on("first_name", "patronymic"),
            block_on("first_name", "organisation"), block_on("substr(last_name, 1, 4)", "substr(first_name, 1, 1)"),
        ],
    )  # fmt: skip


def by_splink(district: District) -> Found:
    """Return the likeliest person of each account by Splink, and how likely, 0 to 100."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        api = DuckDBAPI()
        tables = [
            api.register(
                _table([_account(each) for each in district.accounts]), dataset_display_name="accounts"
            ),
            api.register(_table([_person(each) for each in district.people]), dataset_display_name="people"),
        ]
        linker = Linker(tables, _settings(), log_level=logging.ERROR)
        training = linker.training
        training.estimate_probability_two_random_records_match(
            [block_on("snils"), block_on("last_name", "first_name", "patronymic")], recall=0.8
        )
        training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        for rule in (block_on("snils"), block_on("last_name", "first_name"), block_on("email")):
            training.estimate_parameters_using_expectation_maximisation(rule)
        predicted = linker.inference.predict(threshold_match_probability=0.001)
        return _best(predicted.as_record_list(), district)


def _best(rows: list[dict[str, Any]], district: District) -> Found:
    site = district.accounts[0].key[0]
    found: Found = {}
    for row in rows:
        pair = {row["source_dataset_l"]: row["unique_id_l"], row["source_dataset_r"]: row["unique_id_r"]}
        key, score = (site, pair["accounts"]), 100 * row["match_probability"]
        if key not in found or (score, -pair["people"]) > (found[key][1], -found[key][0]):
            found[key] = (pair["people"], score)
    return found
