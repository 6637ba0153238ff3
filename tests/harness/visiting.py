"""Requests as browsers, programs and attackers send them: over a socket, cookies kept by hand."""

import http.client
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

HTML = {"Accept": "text/html"}


@dataclass(frozen=True)
class Got:
    """What came back."""

    status: int
    headers: dict[str, str]
    set_cookies: tuple[str, ...]
    text: str

    @property
    def to(self) -> str:
        """Where it leads."""
        return self.headers.get("location", "")

    @property
    def csrf(self) -> str:
        """What the first form of the page carries."""
        found = re.search(r'name="csrf" value="([^"]*)"', self.text)
        assert found, self.text[:500]
        return found[1]


@dataclass
class Guest:
    """Somebody with cookies of their own."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Got:
        """Send a request as it is, the path included."""
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        told = {**HTML, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, told)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        finally:
            connection.close()
        set_ = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        cookies = dict(one.split(";")[0].split("=", 1) for one in set_)
        self._keep(cookies)
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Got(answer.status, named, tuple(set_), text)

    def post(self, path: str, form: dict[str, str], **headers: str) -> Got:
        """Send a form."""
        told = {"Content_Type": "application/x-www-form-urlencoded", **headers}
        return self.ask(path, "POST", urlencode(form).encode(), **told)

    def sign_in(self, email: str, password: str, path: str = "/account/login") -> Got:
        """Fill in the form of the door."""
        form = {"csrf": self.ask(path).csrf, "email": email, "password": password}
        return self.post(path, form)

    def _keep(self, cookies: dict[str, str]) -> None:
        for name, value in cookies.items():
            if value.strip('"'):
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
