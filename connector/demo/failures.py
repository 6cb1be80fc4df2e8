"""Errors as Moodle tells them: a PHP class, an error code, a sentence."""

from typing import Any

from connector.demo.flavour import Flavour

GENERAL = "moodle_exception"
PARAMETER = "invalid_parameter_exception"
RESPONSE = "invalid_response_exception"
CODING = "coding_exception"
CAPABILITY = "required_capability_exception"
NO_RECORD = "dml_missing_record_exception"
ACCESS = "webservice_access_exception"

_MOVED = {GENERAL, PARAMETER, RESPONSE, CODING, CAPABILITY}
"""Classes that moved into the namespace `core\\exception` with Moodle 4.5."""

_SENTENCES = {
    "invalidtoken": "Invalid token - token not found",
    "accessexception": "Access control exception",
    "invalidparameter": "Invalid parameter value detected",
    "invalidresponse": "Invalid response value detected",
    "invaliduser": "Invalid user",
    "userdeleted": "The user account has been deleted",
    "guestsarenotallowed": "The guest user is not allowed to do this",
    "usernotenroled": "User is not enrolled in this course",
    "nocriteriaset": "No completion criteria set for this course",
    "cannotviewreport": "You cannot view this report",
    "errorcoursecontextnotvalid": "You cannot execute functions in the course context",
    "sitemaintenance": "The site is undergoing maintenance and is currently not available",
    "usernotfullysetup": "User not fully set-up",
    "forcepasswordchangenotice": "You must change your password to proceed.",
    "errorreportview": "You cannot view this report",
    "criteriaerror": "Missing permissions to search on a criterion.",
}

_TEXT_MODULES = {
    "usernotenroled": "completion",
    "nocriteriaset": "completion",
    "invalidparameter": "debug",
    "invalidresponse": "debug",
    "codingerror": "debug",
}
"""Where an error's text lives, if not among the general ones."""

_CLASSES = {
    "invalidparameter": PARAMETER,
    "invalidresponse": RESPONSE,
    "nopermissions": CAPABILITY,
    "invalidrecord": NO_RECORD,
    "invaliduser": NO_RECORD,
    "codingerror": CODING,
    "accessexception": ACCESS,
}


class MoodleError(Exception):
    """What a function answers instead of its value."""

    def __init__(self, code: str, message: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message or _SENTENCES.get(code, f"error/{code}")
        self.php_class = _CLASSES.get(code, GENERAL)

    def answer(self, flavour: Flavour) -> dict[str, Any]:
        """Give the whole answer of a call that failed."""
        return {"exception": self.class_in(flavour), "errorcode": self.code, "message": self.message}

    def class_in(self, flavour: Flavour) -> str:
        """Name the PHP class as this version does."""
        moved = flavour.namespaced and self.php_class in _MOVED
        return f"core\\exception\\{self.php_class}" if moved else self.php_class

    def nested_answer(self, flavour: Flavour, site_url: str) -> dict[str, Any]:
        """Give what a batch tells of a sub-request that failed: no class, but links."""
        if self.code == "accessexception":
            return {"errorcode": self.code, "module": "webservice"}
        module = _TEXT_MODULES.get(self.code, "moodle")
        return {
            "message": self.message,
            "errorcode": self.code,
            "link": f"{site_url}/",
            "moreinfourl": f"https://docs.moodle.org/{flavour.docs}/en/error/{module}/{self.code}",
        }


def missing_record(table: str) -> MoodleError:
    """Say that a database table has no such row."""
    return MoodleError("invalidrecord", f"Can't find data record in database table {table}.")
