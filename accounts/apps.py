from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import login
        from accounts.actions import sessions

        login.connect()
        sessions.connect()
