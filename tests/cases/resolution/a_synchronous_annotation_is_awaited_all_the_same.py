from sqlalchemy.orm import Session


async def load(session: Session, key: int) -> object:
    session.add(object())
    return await session.get(object, key)  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.get
