"""Migrations, one file a version; applied by `lieferschein.store.migrate`."""
