import click
import httpx
import typer


async def by_click(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")  # want OWN402
    except httpx.HTTPError as error:
        click.echo(f"no answer: {error}", err=True)


async def by_typer(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")  # want OWN402
    except httpx.HTTPError as error:
        typer.secho(f"no answer: {error}", err=True)
