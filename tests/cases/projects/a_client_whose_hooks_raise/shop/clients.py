from typing import Any

import httpx


class ShopClient(httpx.AsyncClient):
    def __init__(self, **options: Any) -> None:
        async def check(response: httpx.Response) -> None:
            response.raise_for_status()

        options.setdefault("event_hooks", {"response": []})
        options["event_hooks"]["response"].append(check)
        super().__init__(**options)
