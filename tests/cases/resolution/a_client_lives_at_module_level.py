import asyncio

import httpx
from openai import AsyncOpenAI

http = httpx.AsyncClient(base_url="https://billing.internal")
llm = AsyncOpenAI()
jobs = asyncio.Queue()


async def charge(order_id: str, amount: int) -> dict:
    response = await http.post("/charges", json={"order": order_id, "amount": amount})  # want OWN101  # site api=httpx.AsyncClient.post evidence=constructor
    await jobs.put(order_id)  # no site
    return response.json()


async def summarise(text: str) -> str:
    answer = await llm.responses.create(model="gpt-5", input=text)  # want OWN101  # site evidence=constructor library=openai
    return answer.output_text
