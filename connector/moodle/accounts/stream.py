"""Who has an account, with the profile fields that tell who somebody is: everybody, or what is new."""

from connector.moodle.accounts.night import can_ask_for_news, changed_accounts, news_since
from connector.moodle.accounts.remembered import differs, remembered
from connector.moodle.accounts.told import STREAM
from connector.moodle.accounts.whole import whole
from connector.moodle.client import Moodle
from connector.moodle.memory import Memory
from connector.moodle.plan import Plan
from connector.moodle.planning.preflight import Site
from connector.moodle.reading import ProfileFields, Reading
from connector.moodle.records import Account

__all__ = ["STREAM", "accounts"]

_NO_NEWS_ANY_MORE = 2
"""Where more than one account in so many has changed, everybody is read at once."""


def accounts(
    moodle: Moodle, site: Site, plan: Plan, profile: ProfileFields, memory: Memory
) -> Reading[Account]:
    """Return the accounts that are not deleted, suspended ones too, the guest left out.

    Everybody (scope None), or where the site can be asked for it only who has changed, with the numbers looked
    at as scope. Raises WaitError, RefusedError, OddError.
    """
    before = remembered(memory)
    if not can_ask_for_news(plan, memory) or differs(profile, before):
        return whole(moodle, site, plan, profile, memory, before)
    news = news_since(moodle, plan, memory.streams[STREAM].since)
    if not news.whole or len(news.rows) > len(memory.accounts) // _NO_NEWS_ANY_MORE + 1:
        return whole(moodle, site, plan, profile, memory, before)
    return changed_accounts(moodle, site, plan, memory, before, news)
