from unittest.mock import AsyncMock

import structlog

logger = structlog.get_logger()


async def work(order_id: str) -> None:
    await logger.ainfo("working", order_id=order_id)  # no site
    await logger.bind(order_id=order_id).aerror("failed")  # no site
    mock = AsyncMock()
    await mock(order_id)  # no site
