"""Appraisal and council: who appraises what, the appraised scores, consolidation and adoption."""
