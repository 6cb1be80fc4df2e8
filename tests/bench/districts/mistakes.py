"""What becomes of a name on its way into the two name fields of an account."""

from dataclasses import dataclass, field

from tests.bench.districts.given_names import DIMINUTIVES, PATRONYMIC_SISTERS, SISTERS
from tests.bench.districts.letters import in_latin, misheard, slip, with_twins, wrong_layout
from tests.bench.districts.surnames import any_surname

_POSTS = (
    "учитель",
    "директор",
    "воспитатель",
    "зам. директора",
    "педагог-психолог",
    "заведующая",
    "учитель физики",
)
_SCHOOLS = ("СОШ 1", "школа №2", "МБОУ", "гимназия", "д/с")


@dataclass
class Typed:
    """A name on its way, and the kinds of mistakes made so far."""

    last: str
    first: str
    patronymic: str
    kinds: list = field(default_factory=list)

    def fields(self, last, given):
        """Return it as (last name, first name) as typed."""
        return last, given


class NameSpoiler:
    """Makes mistakes at the recipe's rates."""

    def __init__(self, dice, recipe, form):
        self.dice, self.recipe, self._form = dice, recipe, form

    def chance(self, share):
        return self.dice.random() < share

    def spoilt(self, member):
        """Return (last name field, first name field, kinds of mistakes) of a member's account."""
        key = member.key
        name = Typed(key.last_name, key.first_name, key.patronymic)
        self._surname(name, member.sex)
        self._given(name)
        self._misspelt(name)
        self._shortened(name, key.first_name)
        self._other_letters(name)
        last, given = self._into_fields(name)
        return (*self._ornamented(last, given, name.kinds), name.kinds)

    def _surname(self, name, sex):
        recipe = self.recipe
        other = self._form(any_surname(self.dice, recipe.flatness), sex)
        if "-" in name.last and self.chance(recipe.half_surname):
            self._double(name)
        elif sex == "ж" and self.chance(recipe.new_surname):
            if self.chance(recipe.former_beside):
                name.kinds.append("former beside")
                name.last = self.dice.choice((
                    f"{other} ({name.last})", f"{name.last} ({other})", f"{other} (до брака {name.last})",
                    f"{name.last}/{other}", f"{other} (урожд. {name.last})", f"{other}({name.last})", f"{name.last} {other}",
                ))  # fmt: skip
            else:
                name.kinds.append("new surname")
                name.last = other
        elif self.chance(recipe.double_surname) and sex == "ж":
            name.kinds.append("double surname")
            name.last = self.dice.choice((f"{name.last}-{other}", f"{other}-{name.last}"))

    def _double(self, name):
        name.kinds.append("half of double")
        one, other = name.last.split("-", 1)
        name.last = self.dice.choice((
            one, other, f"{other}-{one}", f"{one} - {other}", f"{one} {other}", f"{one}–{other}", f"{one}{other.lower()}",
        ))  # fmt: skip

    def _given(self, name):
        if name.first in SISTERS and self.chance(self.recipe.sister_name * 4):
            name.kinds.append("sister name")
            name.first = self.dice.choice(SISTERS[name.first])
        elif name.first in DIMINUTIVES and self.chance(self.recipe.diminutive):
            name.kinds.append("diminutive")
            name.first = self.dice.choice(DIMINUTIVES[name.first])
        found = [(told, spelt) for told, spelt in PATRONYMIC_SISTERS if told in name.patronymic]
        if found and self.chance(self.recipe.sister_name):
            name.kinds.append("sister patronymic")
            told, spelt = self.dice.choice(found)
            name.patronymic = name.patronymic.replace(told, spelt)
        if " " in name.patronymic and self.chance(self.recipe.eastern_spelling):
            self._eastern(name)

    def _eastern(self, name):
        name.kinds.append("eastern")
        father, child = name.patronymic.split(" ")
        name.patronymic = self.dice.choice((
            father, f"{father}-{child}", f"{father} {child.capitalize()}", f"{father}{child}",
            f"{father}{'овна' if child == 'кызы' else 'ович'}", f"{father} {child.replace('оглы', 'оглу').replace('кызы', 'гызы')}",
        ))  # fmt: skip

    def _misspelt(self, name):
        if self.chance(0.4):
            name.last, name.first, name.patronymic = (
                part.replace("ё", "е").replace("Ё", "Е") for part in (name.last, name.first, name.patronymic)
            )
        for kind, spoil in (("typo", slip), ("misheard", misheard)):
            if self.chance(getattr(self.recipe, kind)):
                self._spoil(name, kind, spoil)
        if self.chance(self.recipe.short_i):
            made = [part.replace("й", "и") for part in (name.last, name.first, name.patronymic)]
            if made != [name.last, name.first, name.patronymic]:
                name.kinds.append("й as и")
                name.last, name.first, name.patronymic = made

    def _spoil(self, name, kind, spoil):
        part = self.dice.choices(("last", "first", "patronymic"), weights=(5, 2, 3))[0]
        before = getattr(name, part)
        if len(before) < 4:
            return
        made = spoil(self.dice, before)
        if made != before:
            name.kinds.append(kind)
            setattr(name, part, made)

    def _shortened(self, name, true_first):
        if not name.patronymic:
            return
        if self.chance(self.recipe.initials):
            name.kinds.append("initials")
            one, other = true_first[:1], name.patronymic[:1]
            name.first, name.patronymic = self.dice.choice((
                (f"{one}.{other}.", ""), (f"{one}. {other}.", ""), (f"{one}{other}", ""), (f"{one}.", ""), (one, other),
                (name.first, f"{name.patronymic[:3]}."), (f"{name.first[:3]}.", f"{name.patronymic[:3]}."),
                (name.first, f"{other}."), (name.first, other), (f"{one.lower()}.{other.lower()}.", ""),
            ))  # fmt: skip
        elif self.chance(self.recipe.no_patronymic):
            name.kinds.append("no patronymic")
            name.patronymic = ""

    def _other_letters(self, name):
        recipe = self.recipe
        scheme = self.dice.choice(recipe.schemes)
        if self.chance(recipe.latin):
            name.kinds.append("latin")
            name.last, name.first, name.patronymic = (
                in_latin(part, scheme) for part in (name.last, name.first, name.patronymic)
            )
        elif self.chance(recipe.part_latin):
            name.kinds.append("part latin")
            name.last = in_latin(name.last, scheme)
        elif self.chance(recipe.twins):
            name.kinds.append("twin letters")
            share = self.dice.choice((0.2, 0.6, 1))
            name.last, name.first, name.patronymic = (
                with_twins(self.dice, part, share) for part in (name.last, name.first, name.patronymic)
            )
        elif self.chance(recipe.layout):
            name.kinds.append("layout")
            name.last = wrong_layout(name.last)
            if self.chance(0.6):
                name.first, name.patronymic = wrong_layout(name.first), wrong_layout(name.patronymic)

    def _into_fields(self, name):
        recipe, given = self.recipe, f"{name.first} {name.patronymic}".strip()
        if self.chance(recipe.no_surname) and name.patronymic:
            name.kinds.append("no surname")
            return self.dice.choice(((given, given), (name.patronymic, name.first), (name.first, given)))
        if self.chance(recipe.patronymic_first) and name.patronymic:
            name.kinds.append("patronymic first")
            given = f"{name.patronymic} {name.first}"
        if self.chance(recipe.one_field):
            name.kinds.append("one field")
            whole = self.dice.choice((f"{name.last} {given}", f"{name.last} {given}", f"{given} {name.last}"))
            rest = self.dice.choice((".", "-", "", "…", "нет", name.last, name.first))
            return self.dice.choice(((whole, rest), (rest, whole), (whole, ".")))
        if self.chance(recipe.swapped):
            name.kinds.append("swapped")
            return given, name.last
        return name.last, given

    def _ornamented(self, last, given, kinds):
        recipe, dice = self.recipe, self.dice
        if self.chance(recipe.case):
            change = dice.choice((str.upper, str.lower, str.swapcase))
            last, given = change(last), change(given)
        if self.chance(recipe.spaces):
            last, given = f" {last} ", f"{given.replace(' ', '   ')} "
        if self.chance(recipe.invisible):
            last, given = f"{last}\u200b", given.replace(" ", "\u00a0").replace("й", "и\u0306")
        if self.chance(recipe.digits):
            kinds.append("digits")
            last = f"{last}{dice.choice(('2', ' 1', '_2', ' (2)', '2024', ' новый', '1980'))}"
        if self.chance(recipe.post_in_name):
            kinds.append("post in name")
            post = dice.choice(_POSTS)
            last, given = dice.choice(
                ((last, f"{given}, {post}"), (f"{post} {last}", given), (last, f"{given} ({post})"))
            )
        if self.chance(recipe.school_in_name):
            kinds.append("school in name")
            school = dice.choice(_SCHOOLS)
            last, given = dice.choice(
                ((f"{last} {school}", given), (f"{school} {last}", given), (last, f"{given} ({school})"))
            )
        return last, given
