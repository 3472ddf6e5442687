import requests
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.contrib.auth.models import User

get_page = sync_to_async(requests.get)
measure = sync_to_async(len)


@sync_to_async
def compute(text: str) -> int:
    return len(text)


@database_sync_to_async
def find_user(pk: int) -> User:
    return User.objects.get(pk=pk)


async def work(url: str) -> None:
    await get_page(url)  # want OWN101  # site api=requests.get
    await measure(url)  # no site
    await compute(url)  # no site
    await find_user(1)  # no site
    await sync_to_async(User.objects.get)(pk=1)  # want OWN101  # site library=django
    await sync_to_async(lambda: User.objects.count())()  # want OWN101  # site library=django
    await database_sync_to_async(User.objects.create)(username="a")  # want OWN101  # site library=django
