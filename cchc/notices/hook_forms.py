"""What is typed to tell another program of results."""

from django import forms

from cchc.posting import AddressRefused, parse


class WebhookForm(forms.Form):
    title = forms.CharField(
        label="Phần mềm nhận tin",
        max_length=120,
        help_text="Ví dụ: Cổng thông tin điện tử huyện.",
        error_messages={"required": "Chưa ghi tên phần mềm nhận tin."},
    )
    address = forms.CharField(
        label="Địa chỉ nhận tin",
        max_length=500,
        help_text="Do bên quản trị phần mềm cung cấp, bắt đầu bằng https://.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "Chưa ghi địa chỉ nhận tin."},
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        try:
            parse(address)
        except AddressRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return address
