#include "pg/json_path.hpp"

#include "pg/jsonb.hpp"

namespace sdp::pg {

jsonpath_datum jsonpath_from(const std::string& text)
{
    return call([&] {
        return jsonpath_datum{DirectFunctionCall1(jsonpath_in, CStringGetDatum(text.c_str()))};
    });
}

std::optional<bool> path_matches(jsonb_datum document, jsonpath_datum path)
{
    const auto variables = jsonb_from("{}");
    bool is_null = false;
    // Not by DirectFunctionCall4, which takes null for an error.
    const bool matches = call([&] {
        LOCAL_FCINFO(arguments, 4);
        InitFunctionCallInfoData(*arguments, nullptr, 4, InvalidOid, nullptr, nullptr);
        const Datum given[] = {document.datum, path.datum, variables.datum, BoolGetDatum(false)};
        for (int i = 0; i < 4; ++i) {
            arguments->args[i] = {given[i], false};
        }
        const Datum result = jsonb_path_match(arguments);
        is_null = arguments->isnull;
        return DatumGetBool(result);
    });
    return is_null ? std::nullopt : std::optional(matches);
}

} // namespace sdp::pg
