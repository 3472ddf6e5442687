from pydantic_ai import Agent

agent = Agent("openai:gpt-5")


async def ask(question: str) -> str:
    result = await agent.run(question)  # want OWN101  # site library=pydantic-ai-slim
    return result.output
