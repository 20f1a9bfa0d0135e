from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import include, path

from accounts import views

# allauth's own names, because its views reverse them; only what we offer. Nobody signs up: people are invited.
allauth_urls = [
    path("log-ind/", views.LoginView.as_view(), name="account_login"),
    path("log-ud/", account.logout, name="account_logout"),
    path("inaktiv/", account.account_inactive, name="account_inactive"),
    path("min-konto/adgangskode/", account.password_change, name="account_change_password"),
    path("min-konto/bekraeft/", account.reauthenticate, name="account_reauthenticate"),
    path("min-konto/to-trin/", mfa.index, name="mfa_index"),
    path("log-ind/to-trin/", mfa.authenticate, name="mfa_authenticate"),
    path("min-konto/bekraeft/to-trin/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("min-konto/to-trin/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("min-konto/to-trin/app/fjern/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("min-konto/noedkoder/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("min-konto/noedkoder/nye/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("min-konto/noedkoder/hent/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]

own_urls = [
    path("sprog/", views.language, name="language"),
]

urlpatterns = [*allauth_urls, path("", include((own_urls, "accounts")))]
