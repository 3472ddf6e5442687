"""Celery: a task in a worker, with a broker in memory."""

# /// script
# dependencies = ["celery==5.7.0"]
# ///

from celery import Celery
from celery.contrib.testing.worker import start_worker
from recording import end, scenario

app = Celery("shop", broker="memory://", backend="cache+memory://")


@app.task(name="orders.save")
def save(order: str) -> None:
    raise RuntimeError("boom order")


with scenario("task", arguments="order-7") as seen:
    with start_worker(app, perform_ping_check=False, pool="solo", loglevel="INFO"):
        result = save.delay("order-7")
        seen["task id"], seen["task name"] = result.id, "orders.save"
        result.get(propagate=False, timeout=20)
    seen["ends"] = result.state
end(__file__)
