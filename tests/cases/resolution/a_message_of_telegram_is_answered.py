from telegram import Update
from telegram.ext import ContextTypes


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text("Hello")  # want OWN101  # site library=python-telegram-bot evidence=annotation
    await context.bot.send_message(update.effective_chat.id, "Hi")  # want OWN101  # site library=python-telegram-bot
    query = update.callback_query
    await query.answer()  # want OWN101  # site library=python-telegram-bot
