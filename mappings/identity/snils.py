"""СНИЛС as rules know it; the number's form is told in `connector.snils`, where spreadsheets need it too."""

from connector.snils import check_digits, check_holds, normal_snils, snils_digits, written_snils

__all__ = ["check_digits", "check_holds", "normal_snils", "snils_digits", "written_snils"]
