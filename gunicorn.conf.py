"""What gunicorn is told wherever it is started: here it looks by itself. How many workers stands with the command."""

from gunicorn.http import wsgi

limit_request_line = 4094  # bytes; the product refuses longer addresses than 2,000 itself, with a page
limit_request_fields = 64
limit_request_field_size = 8190


class Nameless(wsgi.Response):  # type: ignore[misc]
    """An answer that does not say what serves it (ASVS 13.4.6)."""

    def default_headers(self):  # type: ignore[no-untyped-def]
        return [line for line in super().default_headers() if not line.lower().startswith("server:")]


wsgi.Response = Nameless
