"""No page is forgotten when pages are looked at."""

from aiohttp import web

from broadcaster.console.nouns import NOUNS
from tests.broadcaster.console.atlas import EXCUSED, addresses
from tests.broadcaster.console.scene import Scene

SOMEWHERE = Scene(1, 2, 3, 4, 5, 6, "d1", 7, 8, 9, 10, 11, 12, 13, 14)


def test_every_page_is_in_the_atlas_or_excused() -> None:
    app = web.Application()
    for noun in NOUNS:
        app.add_routes(noun.routes)
    paths = [path.partition("?")[0] for path in addresses(SOMEWHERE).values()]
    missing = {
        resource.canonical
        for resource in app.router.resources()
        if any(route.method == "GET" for route in resource)
        and resource.canonical not in EXCUSED
        and not any(_opens(resource, path) for path in paths)
    }
    assert missing == set()


def _opens(resource: web.AbstractResource, path: str) -> bool:
    info = resource.get_info()
    pattern = info.get("pattern")
    return bool(pattern.fullmatch(path)) if pattern else info.get("path") == path
