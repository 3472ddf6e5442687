"""python-telegram-bot: handlers and jobs of an application, without a network."""

# /// script
# dependencies = ["python-telegram-bot[job-queue]==22.8"]
# ///

import asyncio
from datetime import UTC, datetime

from recording import end, scenario
from telegram import Chat, Message, Update, User
from telegram.ext import Application, CallbackContext, ContextTypes, MessageHandler, filters

GIVEN = {"update id": "4711", "chat id": "815", "user id": "816", "arguments": "order-7"}


async def save(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    raise RuntimeError("boom order")


async def sweep(context: CallbackContext) -> None:
    raise RuntimeError("boom order")


def application() -> Application:
    app = Application.builder().token("42:A").build()
    app._initialized = True
    return app


async def handle() -> None:
    app = application()
    app.add_handler(MessageHandler(filters.ALL, save))
    chat, user = Chat(815, "private"), User(816, "A", False)
    message = Message(1, datetime(2026, 1, 1, tzinfo=UTC), chat, from_user=user, text="save order-7")
    await app.process_update(Update(4711, message=message))


async def job() -> None:
    app = application()
    await app.job_queue.start()
    app.job_queue.run_once(sweep, 0, name="sweep-orders")
    await asyncio.sleep(0.2)
    await app.job_queue.stop()


with scenario("event handler", **GIVEN):
    asyncio.run(handle())
with scenario("job", function="sweep", **{"job name": "sweep-orders"}):
    asyncio.run(job())
end(__file__)
