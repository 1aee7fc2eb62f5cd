"""What several suites need: documents, mails and settings, written for the tests."""
