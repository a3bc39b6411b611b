-- The hash of a line covers everything in it and the hash of the line before it.
CREATE OR REPLACE FUNCTION tenancy_audit_hash(line tenancy_auditevent) RETURNS varchar AS $$
    SELECT encode(sha256(convert_to(concat_ws(E'\x1f',
        line.tenant_id, line.sequence, extract(epoch FROM line.at), coalesce(line.actor_id, 0), line.actor_name,
        line.on_behalf, line.verb, line.object_type, coalesce(line.object_id, 0), line.object_label,
        line.changes::text, line.reason, line.request_id, coalesce(host(line.ip), ''), line.previous_hash
    ), 'UTF8')), 'hex')
$$ LANGUAGE sql STABLE;

-- One writer at a time per tenant: the lock is held to the end of the transaction, so no sequence number is missed.
CREATE OR REPLACE FUNCTION tenancy_audit_link() RETURNS trigger AS $$
DECLARE last record;
BEGIN
    PERFORM pg_advisory_xact_lock(770001, NEW.tenant_id::int);
    SELECT sequence, hash INTO last FROM tenancy_auditevent
        WHERE tenant_id = NEW.tenant_id ORDER BY sequence DESC LIMIT 1;
    NEW.sequence := coalesce(last.sequence, 0) + 1;
    NEW.previous_hash := coalesce(last.hash, '');
    NEW.hash := tenancy_audit_hash(NEW);
    RETURN NEW;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER tenancy_audit_link BEFORE INSERT ON tenancy_auditevent
    FOR EACH ROW EXECUTE FUNCTION tenancy_audit_link();

CREATE OR REPLACE FUNCTION tenancy_refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER tenancy_audit_fixed BEFORE UPDATE OR DELETE ON tenancy_auditevent
    FOR EACH ROW EXECUTE FUNCTION tenancy_refuse_change();
CREATE TRIGGER tenancy_audit_kept BEFORE TRUNCATE ON tenancy_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION tenancy_refuse_change();
