from tortoise import fields
from tortoise.models import Model
from tortoise.transactions import in_transaction


class Guild(Model):
    id = fields.BigIntField(primary_key=True)
    prefix = fields.CharField(max_length=5)

    async def reset(self) -> None:
        self.prefix = "!"
        await self.save(update_fields=["prefix"])  # want OWN101  # site api=tortoise.models.Model.save


async def configure(guild_id: int, prefix: str) -> None:
    guild, created = await Guild.get_or_create(id=guild_id)  # want OWN101  # site api=tortoise.models.Model.get_or_create
    await Guild.get(id=guild_id)  # want OWN101  # site library=tortoise-orm
    await Guild.filter(prefix=prefix).order_by("id").first()  # want OWN101  # site library=tortoise-orm
    await Guild.filter(prefix="?").update(prefix=prefix)  # want OWN101  # site library=tortoise-orm
    async with in_transaction() as connection:  # want OWN101  # site library=tortoise-orm
        await connection.execute_query("select 1")  # want OWN101  # site library=tortoise-orm
    async for other in Guild.all():  # want OWN101  # site consumed=async-for
        print(other.prefix, guild, created)
