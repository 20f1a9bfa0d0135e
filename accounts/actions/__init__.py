from accounts.actions.calendar import end_calendar, make_calendar
from accounts.actions.factors import reset_second_factor
from accounts.actions.links import Link, give_link, use_link
from accounts.actions.organisations import add_organisation, change_organisation, end_organisation
from accounts.actions.own import change_own, change_own_email, choose_language
from accounts.actions.people import change_person, close_login, employ, invite, reactivate
from accounts.actions.sessions import end_session, end_sessions

__all__ = [
    "Link",
    "add_organisation",
    "change_organisation",
    "change_own",
    "change_own_email",
    "change_person",
    "choose_language",
    "close_login",
    "employ",
    "end_calendar",
    "end_organisation",
    "end_session",
    "end_sessions",
    "give_link",
    "invite",
    "make_calendar",
    "reactivate",
    "reset_second_factor",
    "use_link",
]
