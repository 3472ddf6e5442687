from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

router = Router()


@router.message(F.text == "/start")
async def start(message: Message, bot: Bot, state: FSMContext) -> None:
    await state.clear()  # site library=aiogram
    await message.answer("Hello!")  # want OWN101  # site library=aiogram evidence=annotation consumed=await
    await bot.send_message(message.chat.id, "Choose a plan")  # want OWN101  # site api=aiogram.Bot.send_message evidence=annotation
    await message.bot.send_message(message.chat.id, "or call us")  # want OWN101  # site api=aiogram.Bot.send_message


@router.callback_query()
async def chosen(callback: CallbackQuery) -> None:
    await callback.answer()  # want OWN101  # site library=aiogram
    await callback.message.edit_text("Thank you")  # want OWN101  # site library=aiogram
