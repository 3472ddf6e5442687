import httpx
from opentelemetry import metrics, trace

OPERATIONS = metrics.get_meter(__name__).create_counter("orders.operations")
SEEN = metrics.get_meter(__name__).create_counter("orders.seen")
tracer = trace.get_tracer(__name__)


async def take_order(client: httpx.AsyncClient, order_id: str) -> bool:
    with tracer.start_as_current_span("orders.take") as span:
        SEEN.add(1)
        try:
            response = await client.post("/orders", json={"id": order_id})
            response.raise_for_status()
        except httpx.HTTPError as error:
            span.record_exception(error, attributes={"order_id": order_id})
            span.set_status(trace.StatusCode.ERROR)
            OPERATIONS.add(
                1, {"operation": "take_order", "error.type": type(error).__qualname__}
            )
            return False
        span.set_attribute("orders.taken", True)
        return True


async def cancel_order(client: httpx.AsyncClient, order_id: str) -> None:
    with tracer.start_as_current_span("orders.cancel") as span:
        try:
            response = await client.delete(f"/orders/{order_id}")
            response.raise_for_status()
        except httpx.HTTPError as error:
            span.record_exception(error, attributes={"order_id": order_id})
            span.set_status(trace.StatusCode.ERROR)
