import discord
import httpx


async def refuses(interaction: discord.Interaction) -> bool:
    try:
        await interaction.response.send_message("Not now.", ephemeral=True)  # site verdict=silenced
    except Exception:
        pass
    return False


async def writes_anew(message: discord.Message, text: str) -> None:
    try:
        await message.edit(content=text)  # site verdict=silenced
    except discord.HTTPException:
        return


async def does_something(member: discord.Member, message: discord.Message) -> None:
    try:
        await member.ban()  # want OWN201
        await message.reply("Gone.")  # want OWN201
    except Exception:
        return


async def asks(message: discord.Message, client: httpx.AsyncClient) -> None:
    try:
        await message.edit(content=(await client.get("/prices")).raise_for_status().text)  # want OWN201,OWN201
    except Exception:
        pass


async def shows(channel: discord.TextChannel) -> None:
    try:
        await channel.send("Good morning.")  # site verdict=silenced
    except Exception:
        pass


async def shows_and_keeps(channel: discord.TextChannel, last: dict[int, discord.Message]) -> None:
    try:
        last[channel.id] = await channel.send("Good morning.")  # want OWN201
    except Exception:
        pass


async def shows_or_says_no(channel: discord.TextChannel) -> bool:
    try:
        await channel.send("Good morning.")  # want OWN201
    except Exception:
        return False
    return True
