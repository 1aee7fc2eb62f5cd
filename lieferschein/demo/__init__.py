"""A mailbox with sample mails, so that everything can be tried without any setup."""
