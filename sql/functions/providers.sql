CREATE FUNCTION sdp.set_default_provider(provider uuid, OUT owner uuid) RETURNS uuid
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_set_default_provider';
COMMENT ON FUNCTION sdp.set_default_provider(uuid) IS
    'Makes an AI provider its owner''s default, in place of the one before, and returns whose it is. Errors: '
    'SD106.';

CREATE FUNCTION sdp.forget_provider_key(provider uuid) RETURNS boolean
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_forget_provider_key';
COMMENT ON FUNCTION sdp.forget_provider_key(uuid) IS
    'Erases the key of an AI provider, which stays for the projects and generations that name it; false where it '
    'has none. Errors: SD106.';
