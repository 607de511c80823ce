from tests.planning_example import PAGE, rewritten, run, shown

REQUIREMENTS = ("SIM-03",)


def test_the_page_shows_what_the_quick_commands_really_print() -> None:
    quick = [one for one in shown(PAGE.read_text("utf-8")) if " plan check " in one.command]
    assert quick
    for one in quick:
        assert run(one.command) == one.output


def test_outputs_are_put_below_their_commands() -> None:
    text = "a\n```console\n$ liandong x\nold\n```\nb\n```console\n$ liandong y\n```\n"
    fresh = rewritten(text, lambda command: f"did {command}\n")
    assert fresh == (
        "a\n```console\n$ liandong x\ndid liandong x\n```\n"
        "b\n```console\n$ liandong y\ndid liandong y\n```\n"
    )
