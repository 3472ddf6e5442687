import discord
from discord.ext import commands


class Greeter(commands.Cog):
    def __init__(self, bot: commands.Bot) -> None:
        self.bot = bot

    @commands.command()
    async def hello(self, ctx: commands.Context, member: discord.Member) -> None:
        await ctx.send("Hello")  # want OWN101  # site library=discord.py evidence=annotation
        message = await ctx.channel.send("Hello all")  # want OWN101  # site library=discord.py
        await message.delete()  # want OWN101  # site library=discord.py
        await member.ban(reason="no")  # want OWN101  # site library=discord.py
        user = await self.bot.fetch_user(1)  # want OWN101  # site library=discord.py evidence=attribute
        await user.send("Hi")  # want OWN101  # site library=discord.py

    @discord.app_commands.command()
    async def ping(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("pong")  # want OWN101  # site library=discord.py
        await interaction.followup.send("again")  # want OWN101  # site library=discord.py
