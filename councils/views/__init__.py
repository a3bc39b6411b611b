"""The pages of appraisal and council, one module per page."""
