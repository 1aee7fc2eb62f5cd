"""Help, wrong usage, missing settings: one clear sentence each, never a traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lieferschein.cli import COMMANDS

MAILBOX = '[mailboxes.default]\nhost = "127.0.0.1"\nuser = "u"\npassword = "p"\nencryption = "none"\nport = 1\n'


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in done.stderr + done.stdout
    return done.stderr


def test_help_lists_every_command(run):
    """The overview names each command."""
    done = run("--help")
    assert done.returncode == 0
    for name in (*COMMANDS, "db"):
        assert f" {name} " in done.stdout


@pytest.mark.parametrize("name", [*COMMANDS, "db upgrade"])
def test_help_teaches(run, name):
    """Each command's help shows an example of its use."""
    done = run(*name.split(), "--help")
    assert done.returncode == 0
    assert f"lieferschein {name}" in done.stdout.replace(f"Usage: lieferschein {name}", "")


def test_help_imports_nothing_heavy():
    """Help is quick because Prefect, pandas and SQLAlchemy are imported when they are needed, not before."""
    code = (
        "import sys\n"
        "from lieferschein.cli import app\n"
        "app(['--help'], result_action='return_value', exit_on_error=False)\n"
        "heavy = {'prefect', 'pandas', 'sqlalchemy', 'pyarrow', 'lxml', 'pymap'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments", [["syncc"], ["sync", "--folder", "outbox"], ["sync", "--colour"], ["parse"], ["up", "--port", "x"]]
)
def test_wrong_usage(run, arguments):
    """A command or an option that does not exist ends with 2."""
    done = run(*arguments)
    assert done.returncode == 2
    sentence(done)


@pytest.mark.parametrize("command", [["check"], ["sync"], ["notes"], ["show", "1"], ["status"], ["db", "upgrade"]])
def test_no_settings(run, command):
    """Commands that need settings say how to make them."""
    done = run(*command)
    assert done.returncode == 2
    assert "lieferschein init" in sentence(done)


@pytest.mark.parametrize("command", [["check"], ["sync"], ["notes"], ["up"]])
def test_wrong_settings(run, tmp_path, command):
    """A wrong setting ends with 2 and names its place."""
    (tmp_path / "lieferschein.toml").write_text(MAILBOX.replace("port = 1", 'port = "x"'))
    done = run(*command)
    assert done.returncode == 2
    assert "mailboxes.default.port" in sentence(done)


@pytest.mark.parametrize("command", ["check", "sync"])
def test_no_such_mailbox(run, tmp_path, command):
    """A mailbox that does not exist ends with 2 and the names that do."""
    (tmp_path / "lieferschein.toml").write_text(MAILBOX)
    done = run(command, "kiel")
    assert done.returncode == 2
    assert "there is default" in sentence(done)


def test_options_that_do_not_go_together(run, tmp_path):
    """--reason picks among rejected mail; a limit is at least 1."""
    (tmp_path / "lieferschein.toml").write_text(MAILBOX)
    assert "--folder error" in sentence(run("sync", "--reason", "conflict"))
    assert "1 or more" in sentence(run("sync", "--limit", "0"))


def test_a_server_that_does_not_answer(run, tmp_path):
    """PREFECT_API_URL without a server behind it: said at once, nothing is done."""
    (tmp_path / "lieferschein.toml").write_text(MAILBOX)
    done = run("sync", PREFECT_API_URL="http://127.0.0.1:1/api")
    assert done.returncode == 1
    assert "PREFECT_API_URL does not answer" in sentence(done)


def test_an_occupied_port(run, tmp_path, pymap_server):
    """`up` on a port that somebody else uses says so and what to do."""
    (tmp_path / "lieferschein.toml").write_text(MAILBOX)
    done = run("up", "--port", str(pymap_server.port))
    assert done.returncode == 1
    assert "in use by another program" in sentence(done)


def test_help_names_what_each_command_does(run):
    """The overview says of each command in one line what it does."""
    lines = [line.strip("│ ") for line in run("--help").stdout.splitlines() if line.startswith("│")]
    named = {line.split()[0]: line for line in lines if line}
    assert all(len(named[name].split()) > 3 for name in COMMANDS)
