import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def run(cast, capsys):
    """Run a command for tenant A; gives (exit code, stdout, stderr)."""

    def command(name, *arguments, tenant="huyen-a", **options):
        code, said = 0, ""
        try:
            call_command(name, *arguments, tenant=tenant, **options)
        except CommandError as error:
            code, said = error.returncode, str(error)
        output = capsys.readouterr()
        return code, output.out, output.err + said

    return command
