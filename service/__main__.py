"""The command line: `tanyakabar`, also `python -m service`. Each command lives in a module of `service.cli`."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(
    name="tanyakabar",
    help="Sends the follow-up after a job interview: once, politely, in the recruiter's office hours in Indonesia.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
keys_app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")

owner_app = typer.Typer(help="Export or erase all that is stored of an owner.", no_args_is_help=True)
app.add_typer(owner_app, name="owner")

secrets_app = typer.Typer(help="Make keys that seal owners' secrets, and seal anew.", no_args_is_help=True)
app.add_typer(secrets_app, name="secrets")


@app.command()
def demo() -> None:
    """Show the main job on embedded parts, real from end to end, in under a minute."""
    from service.demo.run import run_demo  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(run_demo())


@app.command()
def serve(
    host: str = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Keep every letter in a Maildir; send nothing.")] = False,
    accounts_only: Annotated[
        bool, typer.Option("--accounts-only", help="Send only through accounts that owners registered.")
    ] = False,
    role: Annotated[Literal["all", "api", "dispatch"], typer.Option(help="What this process does.")] = "all",
    test_clock: Annotated[
        str | None, typer.Option(metavar="START[@REAL]", help="Live in pretended time; loopback SMTP hosts only.")
    ] = None,
    speed: Annotated[float | None, typer.Option(help="Pretended seconds in one real second; 1 unless given.")] = None,
) -> None:
    """Run the service."""
    from service.cli.serve import ServeOptions, run_serve  # noqa: PLC0415  # only this command needs it

    options = ServeOptions(
        host=host,
        port=port,
        sandbox=sandbox,
        accounts_only=accounts_only,
        role=role,
        test_clock=test_clock,
        speed=speed,
    )
    raise typer.Exit(run_serve(options))


@app.command()
def plan() -> None:
    """Plan JSON lines from standard input, one result line each."""
    from service.cli.plan import run_plan  # noqa: PLC0415  # only this command needs it
    from service.reference import load_calendar  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(run_plan(sys.stdin and sys.stdin.buffer, sys.stdout, load_calendar()))


@app.command()
def check(
    text: Annotated[bool, typer.Option("--text", help="Print each letter with the findings under its words.")] = False,
) -> None:
    """Check letters, JSON lines from standard input; the findings of each as one line."""
    from service.cli.check import run_check  # noqa: PLC0415  # only this command needs it
    from service.cli.findings_text import page_for  # noqa: PLC0415  # only this command needs it
    from service.reference import load_checker  # noqa: PLC0415  # only this command needs it

    page = page_for(sys.stdout) if text else None
    raise typer.Exit(run_check(sys.stdin and sys.stdin.buffer, sys.stdout, load_checker(), page=page))


@app.command()
def migrate(
    restored: Annotated[
        bool, typer.Option("--restored", help="After a restore: what may have been sent since the backup is in doubt.")
    ] = False,
) -> None:
    """Bring the database's schema forward."""
    from service.cli.database import run_migrate  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(run_migrate(after_restore=restored))


@app.command()
def doctor(
    host: Annotated[str, typer.Option(help="Where `serve` is to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of lines.")] = False,
) -> None:
    """Say what is right and wrong with this installation, and what to do; nothing is sent, nothing changed."""
    from service.cli.doctor import run_doctor  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(run_doctor(host=host, port=port, as_json=as_json))


@app.command()
def backup(path: Annotated[Path, typer.Argument(metavar="PATH", help="A file that is not there yet.")]) -> None:
    """Copy the SQLite database to a file; the service may run meanwhile."""
    from service.cli.backup import run_backup  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(run_backup(path))


@app.command()
def copy(to: Annotated[str, typer.Option("--to", metavar="URL", help="postgresql://user@host/name, empty.")]) -> None:
    """Copy the SQLite database to PostgreSQL, compared row by row; nothing may use either of them meanwhile."""
    from service.cli.copying import run_copy  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(run_copy(to))


@keys_app.command("create")
def keys_create(
    name: Annotated[str, typer.Option(help="What the key is for.")],
    owner: Annotated[
        str, typer.Option(help="Whom it belongs to; an owner sees only their own follow-ups.")
    ] = "default",
    scope: Annotated[str, typer.Option(help="Some of send,read,admin, separated by commas.")] = "send,read",
    expires: Annotated[str | None, typer.Option(help="The last day it works, YYYY-MM-DD.")] = None,
) -> None:
    """Make a key and print its secret, once, alone on standard output."""
    from service.cli.keys import run_create  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(run_create(name=name, owner=owner, scope=scope, expires=expires))


@keys_app.command("list")
def keys_list() -> None:
    """List all keys, without their secrets."""
    from service.cli.keys import run_list  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(run_list())


@keys_app.command("revoke")
def keys_revoke(key_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Revoke a key; it stops working within a second."""
    from service.cli.keys import run_revoke  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(run_revoke(key_id))


@owner_app.command("export")
def owner_export(owner: Annotated[str, typer.Argument(metavar="OWNER")]) -> None:
    """Print all that is stored of an owner, one JSON object a line; no secret is among it."""
    from service.cli.owner import run_export  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(run_export(owner))


@owner_app.command("erase")
def owner_erase(
    owner: Annotated[str, typer.Argument(metavar="OWNER")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it only the counts are told.")] = False,
) -> None:
    """Stop and wipe an owner's follow-ups, and delete their accounts, webhooks, suppressions and keys."""
    from service.cli.owner import run_erase  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(run_erase(owner, sure=yes))


@secrets_app.command("key")
def secrets_key() -> None:
    """Print a new key for TANYAKABAR_SECRET_KEY."""
    from service.cli.secrets import run_key  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(run_key())


@secrets_app.command("rotate")
def secrets_rotate() -> None:
    """Seal every secret with the first key of TANYAKABAR_SECRET_KEY; the service may run meanwhile."""
    from service.cli.secrets import run_rotate  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(run_rotate())


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
