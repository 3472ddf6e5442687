from django.db import models


class Tag(models.Model):
    name = models.CharField(max_length=20)


async def view() -> list:
    async for tag in Tag.objects.order_by("name")[:5]:  # want OWN101  # site library=django consumed=async-for
        print(tag.name)
    return [tag.name async for tag in Tag.objects.all()[:10]]  # want OWN101  # site library=django consumed=async-for
