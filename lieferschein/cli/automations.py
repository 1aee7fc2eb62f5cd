"""`lieferschein automations`."""

from __future__ import annotations


def automations() -> None:
    """Install what the Prefect server does by itself: end runs whose process is gone, and notify people.

    `lieferschein up` does this when it starts; this command is for a Prefect server of your own (PREFECT_API_URL), and
    can be repeated at any time. Where notifications go is set with `lieferschein notify`.

        lieferschein automations
    """
    from lieferschein.cli.common import output
    from lieferschein.local.prefect_server import using_server
    from lieferschein.settings import load_settings

    settings = load_settings()
    with using_server(settings) as api:
        from lieferschein.local.automations import install

        changed = install(settings)
    console = output()
    console.print(f"Prefect server: {api.removesuffix('/api')}", markup=False, soft_wrap=True)
    for name in changed:
        console.print(f"installed  {name}", markup=False)
    if not changed:
        console.print("Nothing to do: all automations are installed.")
