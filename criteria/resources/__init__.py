"""Files of the year's frame: typed rows with sheet and row, a list of checkers, all or nothing."""
