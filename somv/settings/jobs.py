"""What works without a request: mail, the outbox, Celery."""

from __future__ import annotations

import os
from pathlib import Path

from core.outbox.server import mail_server
from somv.environment import env
from somv.settings.base import TIME_ZONE
from somv.settings.ground import BASE_DIR, DEMO, PLAYGROUND

# Mail. Links in it lead to BASE_URL. EMAIL_URL: smtp://user:password@host:587 (STARTTLS), smtps://…:465, or
# smtp+plain://host:25 for a relay inside one's own network. The demo writes its mails to files.
BASE_URL = env("BASE_URL", "http://127.0.0.1:8000" if PLAYGROUND else None).rstrip("/")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("MAIL_FROM", "SOMV <somv@eksempel.invalid>" if PLAYGROUND else None)
_server = mail_server(env("EMAIL_URL", "smtp+plain://127.0.0.1:25" if PLAYGROUND else None))
EMAIL_HOST, EMAIL_PORT = _server.host, _server.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _server.user, _server.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _server.starttls, _server.tls
EMAIL_TIMEOUT = 10  # seconds for each answer of the mail server
EMAIL_BACKEND = "core.outbox.files.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
DEMO_MAILS = Path(os.environ.get("SOMV_VAR") or BASE_DIR / "var") / "mail"
DIGEST_HOUR = 7  # in Copenhagen, on working days
MAILS_PER_SWEEP = 200  # a sweep runs every minute: after three days away, nobody's mail server is flooded
OUTBOX_KINDS = "somv.wiring.KINDS"

REDIS_URL = env("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = env("BEAT_SCHEDULE_FILE", str(BASE_DIR / "var" / "beat"))
