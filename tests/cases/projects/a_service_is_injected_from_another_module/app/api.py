from typing import Annotated

from fastapi import APIRouter, Depends

from app import services
from app.services import Cart, get_cart, get_redis

router = APIRouter()


@router.get("/cart/{key}")
async def read(key: str, cart: Annotated[Cart, Depends(get_cart)], redis=Depends(services.get_redis)) -> None:
    await cart.get(key)  # no site
    await redis.get(key)  # want OWN101  # site api=redis.asyncio.Redis.get
    await cart.redis.get(key)  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file


@router.delete("/cart/{key}")
async def delete(key: str, cart=Depends(Cart), redis=Depends(get_redis)) -> None:
    await cart.get(key)  # no site
    await redis.delete(key)  # want OWN101  # site api=redis.asyncio.Redis.delete
