"""The ``palier`` command."""

import sys
from importlib import import_module

import click

from broadcaster.errors import PalierError

COMMANDS = {
    "serve": "broadcaster.cli.service:serve",
    "work": "broadcaster.cli.worker:work",
    "migrate": "broadcaster.cli.schema:migrate",
    "rescue": "broadcaster.cli.rescue:rescue",
    "import": "broadcaster.cli.imports:import_group",
    "demo": "broadcaster.cli.imports:demo",
    "train": "broadcaster.cli.model:train",
    "evaluate": "broadcaster.cli.evaluation:evaluate",
    "model": "broadcaster.cli.model:model",
    "understand": "broadcaster.cli.conversation:understand",
    "segments": "broadcaster.cli.texts:segments",
    "local-twilio": "broadcaster.cli.provider:local_twilio",
}
"""Where each command is. Only the one that is asked for is loaded: it starts sooner."""


class Commands(click.Group):
    """The commands, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, as help shows them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; None when there is no such."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="palier")
def palier() -> None:
    """The SMS and chat line between a landlord and the tenants of a building being renovated."""


def main() -> None:
    """Run a command; what Palier can explain is one line and a non-zero exit."""
    try:
        palier()
    except PalierError as error:
        click.echo(f"palier: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
