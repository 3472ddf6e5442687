from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo import AsyncMongoClient

client = AsyncIOMotorClient("mongodb://localhost")
orders = client.shop.orders


async def place(order: dict) -> None:
    await orders.insert_one(order)  # want OWN101  # site library=motor kind=nosql
    await client["shop"]["orders"].find_one({"id": order["id"]})  # want OWN101  # site library=motor
    async for each in orders.find({}).sort("id"):  # want OWN101  # site library=motor consumed=async-for
        print(each)
    cursor = orders.find({"open": True})
    await cursor.to_list(length=10)  # want OWN101  # site library=motor


async def count(db: AsyncIOMotorDatabase) -> int:
    await db["users"].count_documents({})  # want OWN101  # site library=motor evidence=annotation
    return await db.users.count_documents({})  # want OWN101  # site library=motor


class Users:
    def __init__(self, mongo: AsyncMongoClient) -> None:
        self.collection = mongo["shop"]["users"]

    async def find(self, name: str) -> dict | None:
        return await self.collection.find_one({"name": name})  # want OWN101  # site library=pymongo evidence=attribute
