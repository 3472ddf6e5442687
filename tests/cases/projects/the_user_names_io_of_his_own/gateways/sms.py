async def send(to: str, text: str) -> None:
    print(to, text)


async def draft(to: str) -> str:
    return to


class Pager:
    async def send(self, text: str) -> None:
        print(text)
