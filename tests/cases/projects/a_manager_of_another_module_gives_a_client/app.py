from infra import Session, client_scope, session_scope


async def work() -> None:
    async with session_scope() as session, client_scope() as client:  # no site
        await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit evidence=cross-file
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
    async with Session() as http:  # no site
        await http.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
