import other_tasks

client = other_tasks.Client()


async def start(group: other_tasks.TaskGroup) -> None:
    await group.spawn(work())  # no site
    await group.start_soon(work)  # no site
    await other_tasks.create_task(work())  # no site
    await client.fetch()  # want OWN101  # site certainty=assumed


async def work() -> None: ...
