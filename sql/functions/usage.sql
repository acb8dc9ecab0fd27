CREATE FUNCTION sdp.estimate_cost(
        model text, input_tokens bigint, output_tokens bigint, at timestamptz DEFAULT now(),
        provider text DEFAULT NULL)
    RETURNS numeric
    LANGUAGE C STABLE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'sdp_estimate_cost';
COMMENT ON FUNCTION sdp.estimate_cost(text, bigint, bigint, timestamptz, text) IS
    'What a call of a model costs in dollars, by the price of sdp_engine.model_prices that holds at that time: '
    'the provider''s, else the one for any; where no provider is given the one for any, else the dearest. Null '
    'where no price is known. Errors: SD201, SD401, SD403.';
