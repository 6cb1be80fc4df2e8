"""Why someone is not counted in an indicator: one code list, in the order in which conditions fail."""

from enum import StrEnum


class Reason(StrEnum):
    """A verdict's reason; its Russian text is the message `reasons.<code>`."""

    COUNTED = "counted"

    NO_ACCOUNT = "no_lms_account"
    LINK_NOT_CONFIRMED = "account_link_not_confirmed"
    NO_FINISHED_ATTEMPT = "no_finished_attempt"
    DIAGNOSTIC_INCOMPLETE = "diagnostic_incomplete"
    DIAGNOSTIC_OUTSIDE_PERIOD = "diagnostic_outside_period"

    NO_DEFICIT = "no_deficit_no_route"
    RESULT_AWAITS_GRADING = "result_awaits_grading"
    NO_ROUTE = "no_route"
    ROUTE_NOT_APPROVED = "route_not_approved"
    ROUTE_APPROVED_LATER = "route_approved_later"
    ROUTE_WITHOUT_DIAGNOSTIC = "route_without_diagnostic"
    ROUTE_BEFORE_DIAGNOSTIC = "route_before_diagnostic"

    NO_COMPLETED_PROGRAMME = "no_completed_programme"
    COMPLETED_OUTSIDE_PERIOD = "completed_outside_period"
    NOT_IN_REGISTRY = "programme_never_in_registry"
    NOT_IN_REGISTRY_THAT_DAY = "programme_not_in_registry_that_day"
    NO_DIAGNOSTIC_AT_ALL = "programme_without_diagnostic"
    COMPLETED_BEFORE_DIAGNOSTIC = "begun_before_diagnostic"
    ADDRESSES_NO_DEFICIT = "programme_addresses_no_deficit"

    TEAM_NONE_TRAINED = "team_none_trained"
    TEAM_HEAD_NOT_TRAINED = "team_head_not_trained"
    TEAM_TOO_FEW_TRAINED = "team_too_few_trained"

    BIRTH_DATE_UNKNOWN = "birth_date_unknown"
    NO_SUPPORT = "no_support_recorded"
    SUPPORT_OUTSIDE_PERIOD = "support_outside_period"
