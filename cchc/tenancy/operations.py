"""Migration operations that put PostgreSQL's own walls around the tenants."""

from django.db.migrations.operations.base import Operation

POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')::bigint"
# nullif: once used in a session, the setting reads '' and not NULL, and ''::bigint would fail every later query.


def _tenant_tables(app_config) -> list:
    return [
        model
        for model in app_config.get_models(include_auto_created=True)
        if any(field.name == "tenant" for field in model._meta.local_concrete_fields) and model._meta.managed
    ]


def _wall(table: str) -> list[str]:
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'DROP POLICY IF EXISTS tenant_isolation ON "{table}"',
        f'CREATE POLICY tenant_isolation ON "{table}" USING ({POLICY}) WITH CHECK ({POLICY})',
        f'CREATE UNIQUE INDEX IF NOT EXISTS "{table}_tenant_row" ON "{table}" (tenant_id, id)',
    ]


def _same_tenant_references(model) -> list[str]:
    """Composite foreign keys: plain ones are checked past row-level security and would accept another tenant's row."""
    statements = []
    for field in model._meta.local_concrete_fields:
        target = field.related_model if field.many_to_one or field.one_to_one else None
        if target is None or not any(f.name == "tenant" for f in target._meta.local_concrete_fields):
            continue
        table, column, other = model._meta.db_table, field.column, target._meta.db_table
        name = f"{table}_{column}_same_tenant"[:63]
        statements += [
            f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"',
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (tenant_id, "{column}") '
            f'REFERENCES "{other}" (tenant_id, id) DEFERRABLE INITIALLY DEFERRED',
        ]
    return statements


class IsolateTenants(Operation):
    """Row-level security and same-tenant foreign keys for every tenant table of the app. Safe to repeat.

    A new tenant table needs it again in its own migration; a test over the catalogue fails when it is forgotten.
    """

    reduces_to_sql = True
    reversible = True
    atomic = True

    def state_forwards(self, app_label, state) -> None:
        return None

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        models = _tenant_tables(to_state.apps.get_app_config(app_label))
        for model in models:
            for statement in _wall(model._meta.db_table):
                schema_editor.execute(statement)
        for model in models:
            for statement in _same_tenant_references(model):
                schema_editor.execute(statement)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        """Dropping the tables drops their policies; there is nothing to undo on its own."""

    def describe(self) -> str:
        return "Isolate the tenants' rows by row-level security and same-tenant foreign keys"
