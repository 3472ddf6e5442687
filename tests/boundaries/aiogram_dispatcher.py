"""aiogram: handlers and middlewares of a dispatcher that polls, without a network."""

# /// script
# dependencies = ["aiogram==3.31.0"]
# ///

import asyncio
from datetime import UTC, datetime

from aiogram import Bot, Dispatcher
from aiogram.types import Chat, Message, Update, User
from recording import child, end, scenario

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GIVEN = {"update id": "id=4711", "bot id": "id=42", "chat id": "815", "user id": "816", "arguments": "order-7"}

STARTUP = """
import asyncio
from aiogram import Bot, Dispatcher

async def start():
    raise RuntimeError("boom order")

async def main():
    dispatcher = Dispatcher()
    dispatcher.startup.register(start)
    await dispatcher.start_polling(Bot("42:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))

asyncio.run(main())
"""


async def save(message: Message) -> None:
    raise RuntimeError("boom order")


async def watch(handler: object, event: object, data: object) -> None:
    raise RuntimeError("boom order")


def update() -> Update:
    chat, user = Chat(id=815, type="private"), User(id=816, is_bot=False, first_name="A")
    return Update(
        update_id=4711, message=Message(message_id=1, date=NOW, chat=chat, from_user=user, text="save order-7")
    )


async def feed(dispatcher: Dispatcher) -> None:
    bot = Bot("42:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    await dispatcher._process_update(bot, update())
    await bot.session.close()


with scenario("event handler", **GIVEN):
    handled = Dispatcher()
    handled.message.register(save)
    asyncio.run(feed(handled))
with scenario("middleware", **GIVEN):
    watched = Dispatcher()
    watched.message.register(save)
    watched.message.middleware(watch)
    asyncio.run(feed(watched))
with scenario("startup hook") as seen:
    seen["ends"] = child(STARTUP)
end(__file__)
