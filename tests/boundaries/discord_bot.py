"""discord.py: commands, events, slash commands and loops, by the library's own dispatch, without a network."""

# /// script
# dependencies = ["discord.py==2.7.1"]
# ///

import asyncio
import types

import discord
from discord import app_commands
from discord.ext import commands, tasks
from recording import end, scenario


class Bot(commands.Bot):
    async def on_ready(self) -> None:
        raise RuntimeError("boom order")


def bot() -> Bot:
    return Bot("!", intents=discord.Intents.none())


@commands.command()
async def save(ctx: commands.Context[Bot], order: str) -> None:
    raise RuntimeError("boom order")


@tasks.loop(seconds=60)
async def sweep() -> None:
    raise RuntimeError("boom order")


@app_commands.command(name="save", description="saves")
async def slash(interaction: discord.Interaction) -> None:
    raise RuntimeError("boom order")


class Panel(discord.ui.View):
    @discord.ui.button(label="Save")
    async def press(self, interaction: discord.Interaction, button: object) -> None:
        raise RuntimeError("boom order")


async def command() -> None:
    client = bot()
    client.add_command(save)
    message = types.SimpleNamespace(content="!save order-7", author=None, attachments=[], _state=None)
    view = commands.view.StringView("order-7")
    context = commands.Context(message=message, bot=client, view=view, prefix="!", command=save)
    client.can_run = _yes
    client.loop = asyncio.get_running_loop()
    context.invoked_with = "save"
    await client.invoke(context)
    await asyncio.sleep(0.05)


async def _yes(*given: object, **named: object) -> bool:
    return True


async def event() -> None:
    client = bot()
    client.loop = asyncio.get_running_loop()
    client.dispatch("ready")
    await asyncio.sleep(0.05)


async def loop() -> None:
    sweep.start()
    await asyncio.sleep(0.05)
    sweep.cancel()


async def slash_command() -> None:
    client = bot()
    client.tree.add_command(slash)
    interaction = types.SimpleNamespace(command=slash)
    await client.tree.on_error(interaction, await _error(slash))


async def _error(command: app_commands.Command[object, object, object]) -> Exception:
    """What the tree is given where a command raises."""
    try:
        await command._do_call(types.SimpleNamespace(), {})
    except app_commands.AppCommandError as error:
        return error
    raise AssertionError


async def component() -> None:
    panel = Panel()
    await panel._scheduled_task(panel.children[0], types.SimpleNamespace(data={}, response=types.SimpleNamespace()))


with scenario("command", arguments="order-7", command="save"):
    asyncio.run(command())
with scenario("event handler", event="on_ready"):
    asyncio.run(event())
with scenario("job", function="sweep"):
    asyncio.run(loop())
with scenario("slash command", command="'save'"):
    asyncio.run(slash_command())
with scenario("component", item="Save"):
    asyncio.run(component())
end(__file__)
