from openai import AsyncOpenAI


class Writer:
    def __init__(self, client: AsyncOpenAI) -> None:
        self.client = client

    async def complete(self, messages: list) -> str:
        answer = await self.client.chat.completions.create(model="gpt-5", messages=messages)  # want OWN101  # site library=openai evidence=attribute call=self.client.chat.completions.create
        return answer.choices[0].message.content

    async def stream(self, messages: list) -> None:
        stream = await self.client.chat.completions.create(model="gpt-5", messages=messages, stream=True)  # want OWN101
        async for chunk in stream:  # want OWN101  # site library=openai consumed=async-for
            print(chunk.choices[0].delta.content)


async def embed(client: AsyncOpenAI, text: str) -> list[float]:
    embeddings = client.embeddings
    result = await embeddings.create(model="text-embedding-3-small", input=text)  # want OWN101  # site library=openai evidence=annotation
    return result.data[0].embedding


async def patient(client: AsyncOpenAI, file_id: str) -> None:
    await client.with_options(timeout=120).files.retrieve(file_id)  # want OWN101  # site library=openai
