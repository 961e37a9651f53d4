"""The subcommands of `tellmore`, in the order in which a newcomer meets them."""

import typer

from tellmore.cli import (
    dead_letters,
    demo,
    doctor,
    exporting,
    invites,
    locales,
    rehearse,
    replay,
    simulate,
    studies,
    up,
)

app = typer.Typer(
    name="tellmore",
    help=(
        "Interview people in their own language, in the messaging apps they already have.\n\n"
        "Start with `tellmore rehearse commute`: be interviewed in your terminal, "
        "no network, no keys."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

app.command("rehearse")(rehearse.rehearse)
app.command("demo")(demo.demo)
app.command("up")(up.up)
app.command("invite")(invites.invite)
app.add_typer(studies.app, name="study")
app.add_typer(locales.app, name="locales")
app.command("export")(exporting.export)
app.command("doctor")(doctor.doctor)
app.add_typer(dead_letters.app, name="dead-letters")
app.command("replay")(replay.replay)
app.command("simulate")(simulate.simulate)
