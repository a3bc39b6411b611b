"""Files of appraisal: who appraises what, in and out."""
