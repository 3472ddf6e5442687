from app import db
from app.db import SessionLocal, engine, new_session, transaction


async def nightly() -> None:
    async with SessionLocal() as session:  # no site
        await session.execute("vacuum")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute evidence=cross-file
    async with transaction() as session:  # no site
        await session.execute("analyze")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute evidence=cross-file
    async with db.transaction() as session:  # no site
        await session.scalar("select 1")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.scalar evidence=cross-file
    async with new_session() as session:  # no site
        await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit evidence=cross-file
    async with engine.begin() as connection:  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncEngine.begin
        await connection.execute("select 2")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncConnection.execute
