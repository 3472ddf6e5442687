from django.contrib.auth.models import User
from django.db import models


class Tag(models.Model):
    name = models.CharField(max_length=20)

    async def rename(self, name: str) -> None:
        self.name = name
        await self.asave()  # want OWN101


async def view(request, pk: int) -> None:
    tag = await Tag.objects.aget(pk=pk)  # want OWN101
    await tag.asave()  # want OWN101  # site api=django.db.models.Model.asave evidence=chain
    await tag.rename("new")  # no site
    first = await Tag.objects.filter(name="a").afirst()  # want OWN101
    await first.adelete()  # want OWN101  # site api=django.db.models.Model.adelete
    async for each in Tag.objects.all():  # want OWN101
        await each.adelete()  # want OWN101  # site api=django.db.models.Model.adelete
        await each.rename("old")  # no site
    user = await User.objects.aget(pk=1)  # want OWN101
    await user.asave()  # want OWN101  # site library=django
