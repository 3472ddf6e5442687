"""Slack's Bolt: listeners of events and commands, which its app dispatches, without a network."""

# /// script
# dependencies = ["slack-bolt==1.30.0", "aiohttp==3.14.5"]
# ///

import asyncio

from recording import end, scenario
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult


async def authorize(**given: object) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U0", bot_id="B1")


app = AsyncApp(authorize=authorize, signing_secret="none", request_verification_enabled=False)


@app.event("app_mention")
async def save(event: dict[str, str]) -> None:
    raise RuntimeError("boom order")


async def dispatch() -> str:
    event = {"type": "app_mention", "user": "U1", "channel": "C1", "text": "save order-7", "ts": "1.1"}
    body = {"type": "event_callback", "team_id": "T1", "event": event, "event_id": "Ev1"}
    response = await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
    await asyncio.sleep(0.1)
    return f"status {response.status}"


with scenario("event handler", arguments="order-7", user="U1", channel="C1", **{"event id": "Ev1"}) as seen:
    seen["ends"] = asyncio.run(dispatch())
end(__file__)
