"""Writes the reference of the command line from the commands: `python -m docflow.reference PATH`.

Fails where a command, argument or option has no help text or no name for its value.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
import typer.main

from docflow.cli import app

_HEADER = """# Command line

Written by `make docs` from the commands; change their help texts instead of this page.

Results go to stdout, progress and logs to stderr. `docflow extract` and `docflow eval` end with 0
if every document was read, 1 if one was not, 2 if the command itself is wrong.
"""

# A command or parameter of typer's; its classes are private and change place between versions.
Command = Any
Parameter = Any


class Undocumented(ValueError):
    """A command, argument or option has no help text."""


def reference_text() -> str:
    """The whole page as Markdown.

    Raises:
        Undocumented: something has no help text; the message names it.
    """
    sections = [
        _section(name, command) for name, command in walk(typer.main.get_command(app), "docflow")
    ]
    return _HEADER + "".join(sections)


def walk(command: Command, name: str) -> Iterator[tuple[str, Command]]:
    """(full name, command) of `command` and of every command below it, in the order of `--help`."""
    yield name, command
    for child_name, child in getattr(command, "commands", {}).items():
        yield from walk(child, f"{name} {child_name}")


def documented_parameters(command: Command) -> list[Parameter]:
    """The arguments and options of `command`, without `--help`, which every command has."""
    return [parameter for parameter in command.params if parameter.name != "help"]


def parameter_title(parameter: Parameter) -> str:
    """As it is written on the command line: `--schema NAME|FILE.json`, or `FILE...`."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar)
    flag = ", ".join([*parameter.opts, *parameter.secondary_opts])
    if parameter.param_type_name == "option" and parameter.is_flag:
        return flag
    return f"{flag} {parameter.metavar}"


def _section(name: str, command: Command) -> str:
    if not command.help:
        raise Undocumented(f"`{name}` has no help text")
    parameters = documented_parameters(command)
    arguments = [item for item in parameters if item.param_type_name == "argument"]
    usage = " ".join([name, *map(parameter_title, arguments), *(["[OPTIONS]"] * bool(parameters))])
    lines = [f"\n## {name}\n", "```", usage, "```\n", command.help.strip()]
    if parameters:
        lines += ["", "| | |", "|---|---|", *(_row(name, item) for item in parameters)]
    return "\n".join(lines) + "\n"


def _row(name: str, parameter: Parameter) -> str:
    if not parameter.help:
        raise Undocumented(f"`{name}`: `{parameter.name}` has no help text")
    if not parameter.metavar and not getattr(parameter, "is_flag", False):
        raise Undocumented(f"`{name}`: `{parameter.name}` has no metavar")
    title = parameter_title(parameter).replace("|", "\\|")
    default = parameter.default
    shown = "" if default in (None, False) or parameter.required else f" Default: `{default}`."
    return f"| `{title}` | {parameter.help.strip()}{shown} |"


def main(arguments: list[str]) -> int:
    """Writes the page, or with `--check` compares it; 1 if it differs or something has no help."""
    parser = argparse.ArgumentParser(prog="python -m docflow.reference", description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    options = parser.parse_args(arguments)
    try:
        text = reference_text()
    except Undocumented as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if not options.check:
        options.path.write_text(text, encoding="utf-8")
    elif options.path.read_text(encoding="utf-8") != text:
        sys.stderr.write(f"{options.path} differs from the commands; run `make docs`\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
