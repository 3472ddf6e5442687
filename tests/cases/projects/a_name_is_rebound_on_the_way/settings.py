import httpx
from redis.asyncio import Redis

try:
    from fast_redis import Redis as Client
except ImportError:
    Client = Redis

cache = Client()
http = httpx
make_client = httpx.AsyncClient
