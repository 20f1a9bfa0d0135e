"""Who somebody is: log-in, passwords, second factors."""

from __future__ import annotations

from core.oidc.providers import providers
from somv.environment import env, env_flag
from somv.settings.ground import PLAYGROUND

SECOND_FACTOR_REQUIRED = env_flag("MFA", default=not PLAYGROUND)
# What leads far asks for a log-in that is not older (accounts/freshness.py, ADR 0025).
STEP_UP_MINUTES = int(env("STEP_UP_MINUTES", "5"))

# Lock-out (accounts/lockout, ADR 0029): wrong guesses in 24 hours at one name, one second step or in one session …
LOCKOUT_TRIES = int(env("LOCKOUT_TRIES", "5"))
# … and from one network, in a quarter of an hour and in 24 hours. A workplace is often one address: not too few.
SOURCE_TRIES = int(env("SOURCE_TRIES", "30"))
SOURCE_TRIES_A_DAY = int(env("SOURCE_TRIES_A_DAY", "100"))
KNOWN_DEVICE_DAYS = 180
KNOWN_DEVICES_COOKIE = "somv_devices" if PLAYGROUND else "__Host-somv_devices"

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
ACCOUNT_RATE_LIMITS = False  # ours count in the database: a cache forgets, and allauth's answers tell names apart
ACCOUNT_REAUTHENTICATION_TIMEOUT = STEP_UP_MINUTES * 60
MFA_ADAPTER = "accounts.login.SecondFactorAdapter"
# Recovery codes are made and kept by accounts/login/recovery.py: allauth's could be read back (ADR 0036).
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
RECOVERY_CODE_ROUNDS = 600_000  # of PBKDF2 with SHA-256, for each of ten codes when they are made: a few seconds
# A passkey counts when the device has asked for its own code, finger or face: holding the device alone is not enough.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
ACCOUNT_FORMS = {"change_password": "accounts.forms.guesses.ChangePasswordForm"}
MFA_FORMS = {
    "authenticate": "accounts.forms.guesses.SecondStepForm",
    "authenticate_webauthn": "accounts.forms.guesses.PasskeyStepForm",
    "reauthenticate": "accounts.forms.guesses.ConfirmByCodeForm",
    "add_webauthn": "accounts.forms.passkeys.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.passkeys.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "SOMV"
# Log-in at the organisations' own providers (docs/deploying.md, ADR 0030). None: nothing of it shows or answers.
OIDC_PROVIDERS = providers(env("OIDC_PROVIDERS", ""), loopback=PLAYGROUND)
