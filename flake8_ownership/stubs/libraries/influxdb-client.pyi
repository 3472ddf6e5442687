# Written by tools/returns.py from influxdb-client 1.50.0: what its members return.
import influxdb_client
import typing

# influxdb_client.client.delete_api_async.DeleteApiAsync
class DeleteApiAsync:
    async def delete(self) -> bool: ...

# influxdb_client.client.influxdb_client_async.InfluxDBClientAsync
class InfluxDBClientAsync:
    async def build(self) -> str: ...
    async def ping(self) -> bool: ...
    async def version(self) -> str: ...

# influxdb_client.client.query_api_async.QueryApiAsync
class QueryApiAsync:
    async def query(self) -> influxdb_client.client.flux_table.TableList: ...

# influxdb_client.client.write_api_async.WriteApiAsync
class WriteApiAsync:
    async def write(self) -> bool: ...
