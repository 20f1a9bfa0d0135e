"""Who somebody is: log-in, passwords, second factors."""

from __future__ import annotations

from somv.environment import env, env_flag
from somv.settings.ground import PLAYGROUND

SECOND_FACTOR_REQUIRED = env_flag("MFA", default=not PLAYGROUND)
# What leads far asks for a log-in that is not older (accounts/freshness.py, ADR 0025).
STEP_UP_MINUTES = int(env("STEP_UP_MINUTES", "5"))

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.login.Backend", "guardian.backends.ObjectPermissionBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.validators.CommonPasswordsValidator"},
    {"NAME": "accounts.validators.LeakedPasswordsValidator"},
    {"NAME": "accounts.validators.ContextWordsValidator"},
]
# Passwords known from leaks: a file of SHA-1 sums in order, one a line, at the operator's (docs/deploying.md).
LEAKED_PASSWORDS = env("LEAKED_PASSWORDS", "")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview:home"
ACCOUNT_ADAPTER = "accounts.login.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = STEP_UP_MINUTES * 60
MFA_ADAPTER = "accounts.login.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A passkey counts when the device has asked for its own code, finger or face: holding the device alone is not enough.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "add_webauthn": "accounts.forms.passkeys.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.passkeys.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "SOMV"
