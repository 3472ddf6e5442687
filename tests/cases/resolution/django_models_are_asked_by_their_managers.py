from django.contrib.auth.models import User
from django.db import models
from django.shortcuts import aget_object_or_404


class PublishedManager(models.Manager):
    async def latest_one(self):
        return await self.order_by("-published").afirst()  # want OWN101  # site library=django


class Article(models.Model):
    title = models.CharField(max_length=80)
    author = models.ForeignKey(User, on_delete=models.CASCADE)

    objects = models.Manager()
    published = PublishedManager()

    async def rename(self, title: str) -> None:
        self.title = title
        await self.asave(update_fields=["title"])  # want OWN101  # site api=django.db.models.Model.asave


class Tag(models.Model):
    name = models.CharField(max_length=20)


async def view(request, pk: int) -> None:
    article = await Article.objects.aget(pk=pk)  # want OWN101  # site api=django.db.models.Manager.aget
    await article.rename("new")  # no site
    await Tag.objects.filter(name="a").exclude(pk=1).acount()  # want OWN101  # site api=django.db.models.QuerySet.acount
    async for tag in Tag.objects.order_by("name"):  # want OWN101  # site consumed=async-for library=django
        print(tag.name)
    names = [tag.name async for tag in Tag.objects.all()]  # want OWN101  # site consumed=async-for
    await Article.published.latest_one()  # no site
    await Article.published.filter(title__in=names).aexists()  # want OWN101  # site library=django
    await aget_object_or_404(Tag, pk=pk)  # want OWN101  # site api=django.shortcuts.aget_object_or_404 evidence=import


async def user_view(request) -> None:
    await User.objects.aget(pk=1)  # want OWN101  # site library=django
