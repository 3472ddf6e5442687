async def execute(statement: str) -> list:
    return [statement]


async def save(row: object) -> None:
    await execute(str(row))  # no site
