"""Strawberry GraphQL: a resolver."""

# /// script
# dependencies = ["strawberry-graphql==0.341.2"]
# ///

import asyncio

import strawberry
from recording import end, scenario


@strawberry.type
class Query:
    @strawberry.field
    async def order(self, key: str) -> str:
        raise RuntimeError("boom order")


async def ask() -> str:
    query = "query Find($id: String!) { order(key: $id) }"
    result = await strawberry.Schema(Query).execute(query, {"id": "order-7"})
    return f"errors {result.errors}"


with scenario("resolver", arguments="order-7", field="order(", operation="Find") as seen:
    seen["ends"] = asyncio.run(ask())
end(__file__)
