from tortoise import fields
from tortoise.models import Model


class Guild(Model):
    prefix = fields.CharField(max_length=5)

    async def reset(self) -> None:
        self.prefix = "!"
        await self.save()  # want OWN101  # site api=tortoise.models.Model.save


async def configure(guild_id: int) -> None:
    guild, created = await Guild.get_or_create(id=guild_id)  # want OWN101
    if created:
        await guild.reset()  # no site
    await guild.save()  # want OWN101  # site api=tortoise.models.Model.save
    other = await Guild.get(id=guild_id)  # want OWN101
    await other.reset()  # no site
    await other.delete()  # want OWN101  # site api=tortoise.models.Model.delete
    new = await Guild.create(prefix="?")  # want OWN101
    await new.reset()  # no site
    async for each in Guild.all():  # want OWN101
        await each.reset()  # no site
        await each.delete()  # want OWN101  # site api=tortoise.models.Model.delete
