from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="gpt-5")
prompt = ChatPromptTemplate.from_template("Summarise {text}")
chain = prompt | llm | StrOutputParser()


async def summarise(text: str) -> str:
    return await chain.ainvoke({"text": text})  # want OWN101
