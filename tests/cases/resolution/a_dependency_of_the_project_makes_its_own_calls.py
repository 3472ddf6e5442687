from fastapi import APIRouter, Depends

router = APIRouter()


class Session:
    async def execute(self, statement: str) -> list:
        return [statement]


async def get_session() -> Session:
    return Session()


@router.get("/users")
async def users(session: Session = Depends(get_session), db=Depends(get_session)) -> list:
    await db.execute("select 2")  # no site
    return await session.execute("select 1")  # no site
