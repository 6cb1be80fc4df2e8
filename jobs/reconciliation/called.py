"""How accounts, people, probabilities and factors are called wherever they are decided about."""

from collections.abc import Iterable

from config.locale import Texts
from config.locale.numbers import NO_BREAK, format_decimal
from mappings.facts import Key
from mappings.identity.cases import PersonSide


def account_name(key: Key) -> str:
    """Return how an account is called, as commands take it: «lms:8»."""
    return ":".join(map(str, key))


def accounts_named(keys: Iterable[Key]) -> str:
    """Return how several accounts are called."""
    return ", ".join(map(account_name, keys))


def person_name(person: PersonSide) -> str:
    """Return a person's whole name."""
    return " ".join(filter(None, (person.last_name, person.first_name, person.patronymic)))


def chance_text(score: float, words: Texts) -> str:
    """Return a probability as people write it; what is nearly sure is not called sure."""
    percent = int(score * 100 + 0.5)
    told = {0: "<1", 100: ">99"}.get(percent, str(percent))
    return f"{told}%" if words.locale == "en" else f"{told}{NO_BREAK}%"


def weight_text(weight: float, words: Texts) -> str:
    """Return a weight with its sign: «+9,0», «−4,5»; what is nothing has none."""
    told = format_decimal(abs(weight), 1, words.locale)
    if not round(weight, 1):
        return told
    return f"{'+' if weight > 0 else '−'}{told}"


def factor_text(code: str, words: Texts) -> str:
    """Return a factor's sentence; one that this version does not know is told by its code."""
    text_id = f"identity.factor.{code}"
    return words.say(text_id) if words.knows(text_id) else code
