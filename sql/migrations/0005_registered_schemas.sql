-- Schemas that applications register have no built-in document, only one of their own. Harmless to run
-- twice: tables that came from a dump alone have the constraint.
ALTER TABLE sdp_engine.schemas ALTER COLUMN document DROP NOT NULL;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conname = 'schemas_has_document'
                   AND conrelid = 'sdp_engine.schemas'::regclass) THEN
        ALTER TABLE sdp_engine.schemas ADD CONSTRAINT schemas_has_document
            CHECK (document IS NOT NULL OR custom_document IS NOT NULL);
    END IF;
END
$$;
COMMENT ON TABLE sdp_engine.schemas IS
    'JSON Schemas by name: those of the stages'' data, and those that applications register. document is built '
    'in and brought by install(); custom_document, where it is not null, is used instead, and is all that a '
    'registered schema has.';
