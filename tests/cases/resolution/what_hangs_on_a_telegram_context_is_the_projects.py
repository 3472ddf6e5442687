from telegram import Update
from telegram.ext import ContextTypes


async def order(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    await context.bot_data["orders"].place()  # no site
    await context.application.bot_data["orders"].place()  # no site
    await update.message.reply_text("Thank you")  # want OWN101  # site library=python-telegram-bot
