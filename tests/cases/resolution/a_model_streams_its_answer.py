from anthropic import AsyncAnthropic

client = AsyncAnthropic()


async def answer(question: str) -> str:
    async with client.messages.stream(model="claude", messages=[question]) as stream:  # want OWN101  # site library=anthropic consumed=async-with
        async for text in stream.text_stream:  # want OWN101  # site library=anthropic consumed=async-for
            print(text)
    message = await client.messages.create(model="claude", messages=[question])  # want OWN101  # site library=anthropic consumed=await
    return message.content[0].text
