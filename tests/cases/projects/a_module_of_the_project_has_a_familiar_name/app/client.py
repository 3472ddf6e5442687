from app import api, db
from app import db as database
from app.missing import http_client


async def work() -> None:
    await api.get("/")  # no site
    await db.execute("select 1")  # no site
    await db.save(object())  # no site
    await database.save(object())  # no site
    await db.upsert(object())  # no site
    await http_client.get("/")  # no site
