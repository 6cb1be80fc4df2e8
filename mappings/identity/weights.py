"""How much each thing says, log-odds: the constants of the rules, with what they stand for.

Weights follow Fellegi and Sunter: what is rare in the roster says much, what half of it shares says little.
A constant is how often a thing goes wrong in accounts (a typing error in one name of twenty, a changed surname in
one of twenty, a wrong school in one of a hundred), as a logarithm.
"""

from mappings.identity.name_likeness import Likeness

SNILS = 3.3
"""Beyond the rarity of a number that one person bears."""

SNILS_OTHER = -7.0
SNILS_UNKNOWN = -5.0
"""A number nobody of the roster has: somebody else's, or one of the two is mistyped."""

EMAIL = 2.3
"""Beyond the rarity of a mailbox that one person has."""

STAFF_NUMBER = 4.5
"""The most it says: other lists number from one too."""

ORGANISATION_SAME = 1.5
"""Beyond its rarity: a stranger seldom says he works in one of our organisations."""

ORGANISATION_OTHER = -4.0
ORGANISATION_FOREIGN = -5.0
"""None of the roster's organisations."""

ORGANISATION_UNSURE = 0.3
COHORT_SAME = 0.5
COHORT_TRUST = 0.8
"""How much a cohort's name says, beside the organisation in the profile."""

COHORT_OTHER = -1.5
PUPIL = -7.0
"""The account is in a class: «6А»."""

POST_SAME = 0.7
POST_OTHER = -1.0
SURNAME_OTHER = {"ж": -3.0, "м": -4.5}
FIRST_NAME_OTHER = -6.0
PATRONYMIC_OTHER = -4.5
MAIL_TRUST = 0.6
"""How much a name within a mailbox says, beside the same name in the profile."""

LOSS = {
    Likeness.SAME: 0.1,
    Likeness.SPELT: 0.1,
    Likeness.SKELETON: 0.5,
    Likeness.VARIANT: 1.2,
    Likeness.HALF: 1.0,
    Likeness.TYPO: 1.5,
    Likeness.TYPOS: 2.5,
    Likeness.SHORT: 1.5,
    Likeness.BEGINNING: 0.3,
    Likeness.SEX: 3.5,
}
"""What a likeness loses of the weight its rarity gives."""

SECOND_ACCOUNT = 0.1
"""Of people who have an account, how many have another one."""

ACCOUNT_AT_MOST = 2.0
"""The most it says that a person has no account yet."""

LEAST_FIRST_NAME = 2.2
LEAST_PATRONYMIC = 1.8
LEAST_FIRST_LETTER = 1.2
LEAST_PATRONYMIC_LETTER = 0.9
LEAST_MAIL_WORD = 1.0
"""What a common first name, patronymic or initial says: every ninth, sixth, third person has it. A link must be
sure on these alone, so that it never hangs on how many of the colleagues have the same first name."""
