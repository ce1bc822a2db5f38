"""``narrator cache``: what was rendered and kept."""

from __future__ import annotations

import json
from typing import Any

import click


class Size(click.ParamType[int]):
    """``500MB`` or ``2GB``, in bytes."""

    name = "size"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        from narrator.cache import parse_size

        try:
            return value if isinstance(value, int) else parse_size(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command()
@click.option(
    "--prune",
    type=Size(),
    metavar="SIZE",
    help="Throw out what was not used for longest, down to a size such as 2GB.",
)
@click.option("--clear", is_flag=True, help="Throw out everything.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def cache(prune: int | None, clear: bool, as_json: bool) -> None:
    """Show where rendered sound is kept and how much there is; --prune and --clear make room.

    NARRATOR_CACHE moves it; NARRATOR_CACHE_LIMIT says how large it may grow (4GB if not set).
    """
    from narrator.cache import Cache, default_folder, size_limit

    store, limit = Cache(default_folder()), size_limit()
    target = 0 if clear else prune
    freed = 0 if target is None else store.prune(target)
    usage = store.usage()
    total = sum(size for _, size in usage.values())
    if as_json:
        document = {
            "folder": str(store.folder),
            "bytes": total,
            "limit": limit,
            "freed": freed,
            "kinds": {
                kind: {"entries": count, "bytes": size} for kind, (count, size) in usage.items()
            },
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(f"{store.folder}: {_shown(total)} of {_shown(limit)}")
    for kind, (count, size) in usage.items():
        click.echo(f"  {kind:10} {count:7} entries  {_shown(size):>9}")
    if freed:
        click.echo(f"freed {_shown(freed)}")


def _shown(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"
