import subprocess
import time

import requests
from django.db import models
from sqlalchemy.orm import Session


class Page(models.Model):
    url = models.URLField()


async def blocking(session: Session, url: str) -> None:
    requests.get(url)  # no site
    session.execute("select 1")  # no site
    session.commit()  # no site
    subprocess.run(["ls"])  # no site
    Page.objects.create(url=url)  # no site
    time.sleep(1)  # no site
    with open("log") as file:  # no site
        file.write(url)  # no site


def not_async(url: str) -> int:
    return requests.get(url).status_code  # no site


async def dropped(client) -> None:
    response = requests.get("https://upstream")  # no site
    response.raise_for_status()  # no site
