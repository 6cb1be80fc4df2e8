"""Replies about the site itself."""

from typing import Any

from connector.demo.asking import Asking
from connector.demo.site import SITE_NAME, SITE_SHORT_NAME, SITE_ZONE

_FEATURES = {
    "usecomments": 1,
    "usetags": 1,
    "enablenotes": 1,
    "messaging": 1,
    "enableblogs": 1,
    "enablecompletion": 1,
    "enablebadges": 1,
    "messagingallusers": 0,
    "enablecustomreports": 1,
    "enablecompetencies": 1,
}


def site_info(asking: Asking, _: dict[str, Any]) -> dict[str, Any]:
    """core_webservice_get_site_info: who asks, where, and which functions the token opens."""
    me = asking.district.service_account
    return {
        "sitename": SITE_NAME,
        "username": me.username,
        "firstname": me.first_name,
        "lastname": me.last_name,
        "fullname": me.full_name,
        "lang": "en",
        "userid": me.account_id,
        "siteurl": asking.site_url,
        "userpictureurl": asking.picture("f1"),
        "functions": [{"name": name, "version": asking.flavour.version} for name in asking.functions],
        "downloadfiles": 1,
        "uploadfiles": 1,
        "release": asking.flavour.release,
        "version": asking.flavour.version,
        "mobilecssurl": "",
        "advancedfeatures": [{"name": name, "value": value} for name, value in _FEATURES.items()],
        "usercanmanageownfiles": True,
        "userquota": 104857600,
        "usermaxuploadfilesize": 2097152,
        "userhomepage": 1,
        "siteid": 1,
        "sitecalendartype": "gregorian",
        "usercalendartype": "gregorian",
        "userissiteadmin": False,
        "theme": "boost",
        "limitconcurrentlogins": 0,
        **({"policyagreed": 0} if asking.flavour.recent_fields else {}),
    }


def mobile_config(_: Asking, args: dict[str, Any]) -> dict[str, Any]:
    """tool_mobile_get_config: settings of the site, its time zone among them; one section where one is named."""
    sections: dict[str, dict[str, Any]] = {
        "frontpagesettings": {
            "fullname": SITE_NAME,
            "shortname": SITE_SHORT_NAME,
            "summary": "",
            "numsections": 1,
        },
        "mobileapp": {"tool_mobile_forcelogout": "0", "tool_mobile_disabledfeatures": ""},
        "locationsettings": {"timezone": SITE_ZONE, "forcetimezone": "99"},
    }
    wanted = [args["section"]] if args["section"] else list(sections)
    told = {name: value for section in wanted for name, value in sections.get(section, {}).items()}
    return {"settings": [{"name": name, "value": value} for name, value in told.items()], "warnings": []}
