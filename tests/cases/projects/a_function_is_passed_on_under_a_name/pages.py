from asyncio import open_connection as dial

import aiofiles

open_file = aiofiles.open
