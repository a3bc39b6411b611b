"""Files of the survey: questionnaires and filled-in forms as tables, every fault with its cell, all or nothing."""
