"""What is shared with others: hand-off, open orders, the page of a note."""

from __future__ import annotations

from pathlib import Path

import pytest

from lieferschein.settings import SettingsError, load_settings

BASE = 'database_url = "sqlite:///x.db"\n'


def test_paths_count_from_the_file(tmp_path: Path) -> None:
    """Relative folders and files are beside the settings file."""
    file = tmp_path / "lieferschein.toml"
    file.write_text(BASE + '[handoff]\ndirectory = "erp"\nstart = 2026-12-01\n[orders]\nfile = "orders.csv"\n')
    settings = load_settings(file)
    assert settings.handoff.directory == tmp_path / "erp"
    assert settings.orders.file == tmp_path / "orders.csv"
    assert (settings.handoff.format, str(settings.handoff.start)) == ("json", "2026-12-01")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[handoff]\nformat = "fax"\n', "handoff.format"),
        ('[orders]\nfile = "a.csv"\ntable = "t"\n', "either file or table"),
        ('[orders]\ntable = "x; drop table y"\n', "orders.table"),
        ('notes_url = "http://here/"\n', "{number}"),
    ],
)
def test_wrong_values(tmp_path: Path, text: str, told: str) -> None:
    """Each is named with what is allowed."""
    file = tmp_path / "lieferschein.toml"
    file.write_text(text + BASE if text.startswith("notes") else BASE + text)
    with pytest.raises(SettingsError) as error:
        load_settings(file)
    assert told in str(error.value)
