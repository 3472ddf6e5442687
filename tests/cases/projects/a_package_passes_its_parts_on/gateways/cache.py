from redis.asyncio import Redis

cached = Redis()
