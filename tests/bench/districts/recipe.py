"""How often what happens in a district: shares of accounts, unless something else is said."""

from dataclasses import dataclass, field

from tests.bench.districts.letters import SCHEMES, USUAL_SCHEMES


@dataclass(frozen=True)
class Recipe:
    """One sort of district."""

    # the people: shares of people
    flatness: float = 15
    """Of surnames, see `any_surname`."""

    few_names: int | None = None
    """Only so many first names and patronymics."""

    men: float = 0.15
    eastern: float = 0.015
    double_in_roster: float = 0.01
    no_patronymic_in_roster: float = 0.008
    no_snils_in_roster: float = 0.03
    no_mail_in_roster: float = 0.04
    school_mail_in_roster: float = 0.02
    staff_numbers: float = 0.3
    """Share of districts whose roster has personnel numbers."""

    relatives: float = 0.01
    two_places: float = 0.02

    # whose accounts they are
    without_account: float = 0.08
    second_account: float = 0.06
    stranger: float = 0.04
    double: float = 0.0
    """A stranger with exactly the name of one of ours."""

    outsider: float = 0.03
    """Technical staff, pupils, people who have left, school accounts, test accounts; see `outsiders`."""

    # the name
    typo: float = 0.045
    misheard: float = 0.01
    latin: float = 0.045
    part_latin: float = 0.003
    schemes: tuple[str, ...] = field(default=USUAL_SCHEMES, repr=False)
    twins: float = 0.003
    layout: float = 0.002
    initials: float = 0.045
    swapped: float = 0.045
    one_field: float = 0.02
    patronymic_first: float = 0.003
    no_surname: float = 0.0
    no_patronymic: float = 0.1
    diminutive: float = 0.005
    sister_name: float = 0.005
    new_surname: float = 0.04
    former_beside: float = 0.2
    """Of those with a new surname."""

    double_surname: float = 0.004
    half_surname: float = 0.3
    """Of those whose surname is double in the roster."""

    short_i: float = 0.01
    case: float = 0.04
    spaces: float = 0.04
    invisible: float = 0.01
    digits: float = 0.003
    post_in_name: float = 0.004
    school_in_name: float = 0.002
    eastern_spelling: float = 0.5
    """Of those with оглы, кызы."""

    # the profile
    snils: float = 0.6
    snils_of_colleague: float = 0.002
    snils_of_nobody: float = 0.004
    work_mail: float = 0.52
    named_mail: float = 0.6
    """Of those with a mailbox of their own: it tells their name."""

    shared_mail: float = 0.05
    mail_of_colleague: float = 0.003
    no_mail: float = 0.01
    no_school: float = 0.03
    odd_school: float = 0.2
    """Of those with a school: spelt in another way than the roster's or nearly so."""

    mistyped_school: float = 0.02
    moved: float = 0.007
    number: float = 0.08
    foreign_number: float = 0.002
    post: float = 0.3
    school_cohort: float = 0.35
    other_cohort: float = 0.3


ORDINARY = Recipe()
HARD = Recipe(
    flatness=2, few_names=24, double_in_roster=0.02, relatives=0.07, no_snils_in_roster=0.05, no_mail_in_roster=0.1,
    second_account=0.08, stranger=0.05, double=0.06, outsider=0.06,
    typo=0.08, misheard=0.03, latin=0.1, part_latin=0.01, schemes=tuple(SCHEMES), twins=0.03, layout=0.01,
    initials=0.07, one_field=0.06, patronymic_first=0.05, no_surname=0.01, no_patronymic=0.12, diminutive=0.03,
    sister_name=0.015, new_surname=0.06, former_beside=0.4, double_surname=0.03, half_surname=0.5, short_i=0.02,
    digits=0.01, post_in_name=0.01, school_in_name=0.005,
    snils=0.25, snils_of_colleague=0.005, snils_of_nobody=0.01, work_mail=0.22, shared_mail=0.05,
    mail_of_colleague=0.01, no_mail=0.05, no_school=0.33, odd_school=0.45, mistyped_school=0.04, moved=0.015,
    foreign_number=0.01, school_cohort=0.15,
)  # fmt: skip
SORTS = {"ordinary": ORDINARY, "hard": HARD}
