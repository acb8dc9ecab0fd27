-- The two columns that hold documents are compressed with lz4 where the server has it: a save costs
-- about half as much as with pglz (bench/README.md). What the columns are is the document's still, and
-- stored values stay as they are. Harmless to run twice.
DO $$
BEGIN
    IF 'lz4' = ANY ((SELECT enumvals FROM pg_catalog.pg_settings
                     WHERE name = 'default_toast_compression')::text[]) THEN
        ALTER TABLE sdp.stages ALTER COLUMN data SET COMPRESSION lz4;
        ALTER TABLE sdp.stage_outputs ALTER COLUMN content SET COMPRESSION lz4;
    END IF;
END
$$;
