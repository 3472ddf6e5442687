from discord.ext import commands


class Shop(commands.Cog):
    def __init__(self, bot: commands.Bot) -> None:
        self.bot = bot

    @commands.command()
    async def buy(self, ctx: commands.Context, item: str) -> None:
        await self.bot.shop.reserve(item)  # no site
        await ctx.bot.inventory.take(item)  # no site
        await self.bot.db.execute("insert")  # want OWN102  # site evidence=name
