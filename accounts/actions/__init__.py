from accounts.actions.links import Link, give_link, use_link
from accounts.actions.organisations import add_organisation, change_organisation, end_organisation
from accounts.actions.own import change_own, choose_language
from accounts.actions.people import change_person, close_login, employ, invite, reactivate

__all__ = [
    "Link",
    "add_organisation",
    "change_organisation",
    "change_own",
    "change_person",
    "choose_language",
    "close_login",
    "employ",
    "end_organisation",
    "give_link",
    "invite",
    "reactivate",
    "use_link",
]
