"""What a password must be; Django's own words for its length are English."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class EnoughCharacters(MinimumLengthValidator):
    """At least ``min_length`` characters, said in Vietnamese."""

    def get_error_message(self) -> str:
        """The refusal, with what to do."""
        return f"Mật khẩu ngắn quá – cần ít nhất {self.min_length} ký tự."

    def get_help_text(self) -> str:
        """The rule before anything is typed."""
        return f"Ít nhất {self.min_length} ký tự."
