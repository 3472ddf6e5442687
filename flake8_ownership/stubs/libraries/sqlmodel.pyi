# Written by tools/returns.py from sqlmodel 0.0.50: what its members return.
import sqlmodel
import typing

# sqlmodel.ext.asyncio.session.AsyncSession
class AsyncSession:
    sync_session: sqlmodel.Session
    sync_session_class: type[sqlmodel.Session]
