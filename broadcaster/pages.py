"""Pages: Jinja2 templates rendered into responses that keep to one strict content policy."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from broadcaster import french

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'"
)
"""No inline script or style, nothing from elsewhere, never in a frame (OWASP CSP guide)."""

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Pages:
    """The templates of one package, with the French date filters every page shares."""

    def __init__(self, package: str) -> None:
        """Take the package whose ``templates`` folder holds the pages."""
        self.environment = Environment(
            loader=PackageLoader(package),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters.update(
            day=french.day, day_with_year=french.day_with_year, hour=french.hour
        )
        self.environment.globals.update(span=french.span)

    # The context is whatever the template names: any object can be shown.
    def text(self, template: str, context: Mapping[str, Any]) -> str:
        """Render a template to text."""
        return self.environment.get_template(template).render(context)

    def response(
        self, template: str, context: Mapping[str, Any], *, status: int = 200
    ) -> web.Response:
        """Render a template into an HTML response."""
        return web.Response(
            text=self.text(template, context),
            content_type="text/html",
            status=status,
            headers=HEADERS,
        )
