from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession


class Hero: ...


async def heroes(session: AsyncSession) -> list:
    result = await session.exec(select(Hero))  # want OWN101  # site evidence=annotation
    await session.commit()  # want OWN101  # site evidence=annotation
    return result.all()
