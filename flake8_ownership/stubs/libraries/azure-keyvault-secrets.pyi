# Written by tools/returns.py from azure-keyvault-secrets 4.12.0: what its members return.
import typing

# azure.keyvault.secrets.aio.SecretClient
class SecretClient:
    async def close(self) -> None: ...
