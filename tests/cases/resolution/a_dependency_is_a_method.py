from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

app = FastAPI()


class Database:
    def __init__(self, url: str) -> None:
        self.engine = create_async_engine(url)
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    async def session(self):
        async with self.sessions() as session:  # no site
            yield session


database = Database("sqlite+aiosqlite://")


@app.get("/")
async def index(session=Depends(database.session)) -> None:
    await session.execute("select 1")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute


@app.post("/")
async def create(session: AsyncSession = Depends(database.session)) -> None:
    await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit
