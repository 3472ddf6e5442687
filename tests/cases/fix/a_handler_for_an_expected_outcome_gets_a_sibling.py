# option metrics=app.telemetry:metrics.increment
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession


async def register_user(session: AsyncSession, user_id: str) -> bool:
    try:
        await session.commit()  # want OWN101
    except IntegrityError:
        return False
    return True


async def find_user(session: AsyncSession, user_id: str) -> object:
    try:
        return await session.get(object, user_id)  # want OWN101
    except IntegrityError:
        print("again")
    return None
