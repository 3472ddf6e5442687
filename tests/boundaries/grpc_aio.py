"""grpc.aio: a method of a servicer."""

# /// script
# dependencies = ["grpcio==1.85.1"]
# ///

import asyncio

import grpc
from recording import end, scenario

METHOD = "/shop.Orders/Save"


async def save(request: bytes, context: grpc.aio.ServicerContext) -> bytes:
    raise RuntimeError("boom order")


async def ask() -> str:
    server = grpc.aio.server()
    handlers = {"Save": grpc.unary_unary_rpc_method_handler(save)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("shop.Orders", handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            await channel.unary_unary(METHOD)(b"order-7")
    except grpc.aio.AioRpcError as error:
        return f"{error.code().name}: {error.details()}"
    finally:
        await server.stop(None)
    return "an answer"


with scenario("servicer method", method=METHOD, arguments="order-7") as seen:
    seen["ends"] = asyncio.run(ask())
end(__file__)
