from accounts.actions.calendar import end_calendar, make_calendar
from accounts.actions.factors import first_codes, new_codes, reset_second_factor
from accounts.actions.forgetting import forget_factors, forget_former_addresses
from accounts.actions.links import Link, give_link, use_link
from accounts.actions.lockout import forget_old_tries, open_login, open_networks
from accounts.actions.organisations import add_organisation, change_organisation, end_organisation
from accounts.actions.own import change_own, change_own_email, choose_language
from accounts.actions.people import change_person, close_login, employ, invite, reactivate
from accounts.actions.providers import accept_by_provider, add_provider, remove_own_provider, remove_provider
from accounts.actions.sessions import clear_sessions, end_session, end_sessions
from accounts.actions.wishes import settle_wish

__all__ = [
    "Link",
    "accept_by_provider",
    "add_organisation",
    "add_provider",
    "change_organisation",
    "change_own",
    "change_own_email",
    "change_person",
    "choose_language",
    "clear_sessions",
    "close_login",
    "employ",
    "end_calendar",
    "end_organisation",
    "end_session",
    "end_sessions",
    "first_codes",
    "forget_factors",
    "forget_former_addresses",
    "forget_old_tries",
    "give_link",
    "invite",
    "make_calendar",
    "new_codes",
    "open_login",
    "open_networks",
    "reactivate",
    "remove_own_provider",
    "remove_provider",
    "reset_second_factor",
    "settle_wish",
    "use_link",
]
