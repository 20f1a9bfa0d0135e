from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.totp import views as totp
from django.urls import include, path

from accounts.views import calendar, links, organisations, own, people, providers, security, sessions

# allauth's own names, because its views reverse them; only what we offer. Nobody signs up: people are invited.
allauth_urls = [
    path("log-ind/", own.LoginView.as_view(), name="account_login"),
    path("log-ud/", own.LogoutView.as_view(), name="account_logout"),
    path("inaktiv/", account.account_inactive, name="account_inactive"),
    path("min-konto/adgangskode/", own.PasswordView.as_view(), name="account_change_password"),
    path("min-konto/bekraeft/", account.reauthenticate, name="account_reauthenticate"),
    path("min-konto/to-trin/", security.IndexView.as_view(), name="mfa_index"),
    path("log-ind/to-trin/", mfa.authenticate, name="mfa_authenticate"),
    path("min-konto/bekraeft/to-trin/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("min-konto/to-trin/app/", security.ActivateAppView.as_view(), name="mfa_activate_totp"),
    path("min-konto/to-trin/app/fjern/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("min-konto/to-trin/noegler/ny/", security.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("min-konto/to-trin/noegler/<uuid:key>/ret/", security.RenamePasskeyView.as_view(), name="mfa_edit_webauthn"),
    path(
        "min-konto/to-trin/noegler/<uuid:key>/fjern/", security.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"
    ),
    path("min-konto/bekraeft/noegle/", security.ConfirmByPasskeyView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("min-konto/noedkoder/nye/", security.NewCodesView.as_view(), name="mfa_generate_recovery_codes"),
]

own_urls = [
    path("sprog/", own.language, name="language"),
    path("min-konto/", own.account, name="account"),
    path("min-konto/e-mail/", own.own_email, name="own_email"),
    path("min-konto/sessioner/", sessions.sessions, name="sessions"),
    path("min-konto/bliv/", sessions.stay, name="stay"),
    path("min-konto/log-ind-igen/", sessions.again, name="again"),
    path("min-konto/kalender/", calendar.calendar, name="calendar"),
    path("velkommen/<str:token>/", links.welcome, name="welcome"),
    path("velkommen/<str:token>/log-ind/", providers.accept_by_provider, name="accept_by_provider"),
    path("log-ind/udbyder/", providers.log_in_by_provider, name="log_in_by_provider"),
    path("log-ind/udbyder/<slug:provider>/tilbage/", providers.provider_back, name="provider_back"),
    path("log-ind/udbyder/nej/", providers.provider_refused, name="provider_refused"),
    path("min-konto/udbyder/", providers.add_provider, name="add_provider"),
    path("min-konto/udbyder/<uuid:pk>/fjern/", providers.remove_own_provider, name="remove_own_provider"),
    path("min-konto/bekraeft/udbyder/", providers.confirm_by_provider, name="confirm_by_provider"),
    path("administration/log-ind/<uuid:pk>/fjern/", providers.remove_provider, name="remove_provider"),
    path("administration/personer/", people.people, name="people"),
    path("administration/personer/ny/", people.invite, name="invite"),
    path("administration/personer/<uuid:pk>/", people.person, name="person"),
    path("administration/personer/<uuid:pk>/ret/", people.edit_person, name="edit_person"),
    path("administration/personer/<uuid:pk>/link/", people.give_link, name="give_link"),
    path("administration/personer/<uuid:pk>/to-trin/", people.reset_second_factor, name="reset_second_factor"),
    path("administration/personer/<uuid:pk>/luk-op/", people.open_login, name="open_login"),
    path("administration/personer/<uuid:pk>/sessioner/", sessions.end_sessions, name="end_sessions"),
    path("administration/personer/<uuid:pk>/genaabn/", people.reactivate, name="reactivate"),
    path("administration/organisationer/", organisations.organisations, name="organisations"),
    path("administration/organisationer/ny/", organisations.add_organisation, name="add_organisation"),
    path("administration/organisationer/<uuid:pk>/", organisations.edit_organisation, name="edit_organisation"),
    path("administration/organisationer/<uuid:pk>/afslut/", organisations.end_organisation, name="end_organisation"),
]

urlpatterns = [*allauth_urls, path("", include((own_urls, "accounts")))]
