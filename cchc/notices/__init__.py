"""What people are told: reminders before, on and after a deadline, in the inbox and by e-mail, exactly once."""
