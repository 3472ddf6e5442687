# option metrics=app.telemetry:metrics.increment
import logging

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.telemetry import metrics

logger = logging.getLogger(__name__)


async def register_user(session: AsyncSession, user_id: str) -> bool:
    logger.info("Registering user %s", user_id)
    try:
        await session.commit()  # want OWN101
    except IntegrityError:
        return False
    except Exception:
        logger.exception("Failed to register user %s", user_id)
        metrics.increment("user_registering_failed")
        raise
    metrics.increment("user_registered_successfully")
    return True


async def find_user(session: AsyncSession, user_id: str) -> object:
    logger.info("Finding user %s", user_id)
    try:
        result = await session.get(object, user_id)  # want OWN101
    except IntegrityError:
        print("again")
    except Exception:
        logger.exception("Failed to find user %s", user_id)
        metrics.increment("user_finding_failed")
        raise
    else:
        metrics.increment("user_found_successfully")
        return result
    return None
