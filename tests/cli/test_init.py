"""`lieferschein init` writes settings that can be read."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from lieferschein.settings import load_settings


def test_the_template(run, tmp_path, monkeypatch):
    """Without a terminal the template is written; it is valid as it is, and shows every section."""
    done = run("init")
    assert done.returncode == 0
    assert "lieferschein check" in done.stdout
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.mailboxes["default"].folders.inbox == "INBOX/LIEFERSCHEINE/Eingang"
    assert "example" in settings.suppliers


def test_every_commented_setting_is_right(run, tmp_path):
    """What the template shows in comments works when the comment sign is taken away."""
    run("init")
    file = tmp_path / "lieferschein.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    uncommented = [
        line[2:] if line.startswith(("# [", "# ")) and (" = " in line or line.startswith("# [")) else line
        for line in lines
    ]
    (tmp_path / "ca.pem").write_text("")
    text = "\n".join(uncommented).replace('"table"', "").replace('options = { delimiter = ";" }', "")
    file.write_text(text, encoding="utf-8")
    settings = load_settings(file)
    assert settings.branches["Kiel"].gln == ("4098765000015",)
    assert settings.run.retry_waits == (5, 20, 60)
    assert settings.mailboxes["default"].computers == ("pc-lager",)


def test_nothing_is_overwritten(run, tmp_path):
    """An existing file stays as it is."""
    (tmp_path / "lieferschein.toml").write_text("mine")
    done = run("init")
    assert (done.returncode, (tmp_path / "lieferschein.toml").read_text()) == (2, "mine")
    assert "exists already" in done.stderr


def test_a_folder_that_does_not_exist(run):
    """A file that cannot be written is one sentence."""
    done = run("init", "nowhere/lieferschein.toml")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_questions_on_a_terminal(tmp_path, environment):
    """On a terminal it asks; quotes in an answer do no harm."""
    ours, theirs = pty.openpty()
    started = subprocess.Popen(
        [sys.executable, "-m", "lieferschein", "init"],
        cwd=tmp_path,
        env=environment,
        stdin=theirs,
        stdout=subprocess.PIPE,
    )
    os.write(ours, b'mail.example.org\nx"y\n\n\n\n')
    output = started.communicate(timeout=60)[0].decode()
    os.close(ours)
    os.close(theirs)
    assert "IMAP server [imap.example.com]" in output
    mailbox = load_settings(tmp_path / "lieferschein.toml").mailboxes["default"]
    assert (mailbox.host, mailbox.user) == ("mail.example.org", 'x"y')
