#include "core/render/sql_functions.hpp"

#include "core/rules/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sdp {

namespace {

using enum sql_kind;

constexpr bool changes = false;

constexpr std::array functions = {
    sql_function{"abs", number},
    sql_function{"age", interval, changes},
    sql_function{"array_append", array},
    sql_function{"array_cat", array},
    sql_function{"array_length", number},
    sql_function{"array_ndims", number},
    sql_function{"array_position", number},
    sql_function{"array_prepend", array},
    sql_function{"array_remove", array},
    sql_function{"array_to_string", text, changes},
    sql_function{"ascii", number},
    sql_function{"bit_length", number},
    sql_function{"btrim", text},
    sql_function{"cardinality", number},
    sql_function{"cast"},
    sql_function{"ceil", number},
    sql_function{"ceiling", number},
    sql_function{"char_length", number},
    sql_function{"character_length", number},
    sql_function{"chr", text},
    sql_function{"clock_timestamp", moment, changes},
    sql_function{"coalesce"},
    sql_function{"concat", text, changes},
    sql_function{"concat_ws", text, changes},
    sql_function{"crypt", text},
    sql_function{"current_setting", text, changes},
    sql_function{"date_part", number, changes},
    sql_function{"date_trunc", moment, changes},
    sql_function{"daterange"},
    sql_function{"decode"},
    sql_function{"digest"},
    sql_function{"div", number},
    sql_function{"encode", text},
    sql_function{"exp", number},
    sql_function{"extract", number, changes},
    sql_function{"floor", number},
    sql_function{"format", text, changes},
    sql_function{"gen_random_bytes", other, changes},
    sql_function{"gen_random_uuid", uuid, changes},
    sql_function{"gen_salt", text, changes},
    sql_function{"greatest"},
    sql_function{"hashtext", number},
    sql_function{"hmac"},
    sql_function{"host", text},
    sql_function{"initcap", text},
    sql_function{"int4range"},
    sql_function{"int8range"},
    sql_function{"isempty", boolean},
    sql_function{"json_array_length", number},
    sql_function{"json_build_array", json, changes},
    sql_function{"json_build_object", json, changes},
    sql_function{"json_typeof", text},
    sql_function{"jsonb_array_length", number},
    sql_function{"jsonb_build_array", json, changes},
    sql_function{"jsonb_build_object", json, changes},
    sql_function{"jsonb_extract_path_text", text},
    sql_function{"jsonb_path_exists", boolean},
    sql_function{"jsonb_typeof", text},
    sql_function{"least"},
    sql_function{"left", text},
    sql_function{"length", number},
    sql_function{"ln", number},
    sql_function{"log", number},
    sql_function{"lower", text},
    sql_function{"lower_inc", boolean},
    sql_function{"lpad", text},
    sql_function{"ltrim", text},
    sql_function{"make_date", moment},
    sql_function{"make_interval", interval},
    sql_function{"make_time", moment},
    sql_function{"make_timestamp", moment},
    sql_function{"make_timestamptz", moment, changes},
    sql_function{"md5", text},
    sql_function{"mod", number},
    sql_function{"now", moment, changes},
    sql_function{"nullif"},
    sql_function{"num_nonnulls", number},
    sql_function{"num_nulls", number},
    sql_function{"numrange"},
    sql_function{"octet_length", number},
    sql_function{"point"},
    sql_function{"position", number},
    sql_function{"power", number},
    sql_function{"quote_ident", text},
    sql_function{"random", number, changes},
    sql_function{"regexp_count", number},
    sql_function{"regexp_like", boolean},
    sql_function{"regexp_replace", text},
    sql_function{"repeat", text},
    sql_function{"replace", text},
    sql_function{"reverse", text},
    sql_function{"right", text},
    sql_function{"round", number},
    sql_function{"row", other},
    sql_function{"rpad", text},
    sql_function{"rtrim", text},
    sql_function{"setweight", other},
    sql_function{"sha256", other},
    sql_function{"sign", number},
    sql_function{"similarity", number},
    sql_function{"split_part", text},
    sql_function{"sqrt", number},
    sql_function{"starts_with", boolean},
    sql_function{"statement_timestamp", moment, changes},
    sql_function{"strpos", number},
    sql_function{"substr", text},
    sql_function{"substring", text},
    sql_function{"timeofday", text, changes},
    sql_function{"to_char", text, changes},
    sql_function{"to_date", moment, changes},
    sql_function{"to_hex", text},
    sql_function{"to_json", json, changes},
    sql_function{"to_jsonb", json, changes},
    sql_function{"to_number", number, changes},
    sql_function{"to_timestamp", moment, changes},
    sql_function{"to_tsvector"},
    sql_function{"transaction_timestamp", moment, changes},
    sql_function{"translate", text},
    sql_function{"trim", text},
    sql_function{"trunc", number},
    sql_function{"tsrange"},
    sql_function{"tstzrange"},
    sql_function{"txid_current", number, changes},
    sql_function{"unaccent", text, changes},
    sql_function{"upper", text},
    sql_function{"upper_inc", boolean},
    sql_function{"uuid_generate_v1", uuid, changes},
    sql_function{"uuid_generate_v1mc", uuid, changes},
    sql_function{"uuid_generate_v4", uuid, changes},
    sql_function{"word_similarity", number},
};
static_assert(std::is_sorted(functions.begin(), functions.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));

using alias = std::pair<std::string_view, std::string_view>;
constexpr std::array aliases = {alias{"ifnull", "coalesce"}, alias{"isnull", "coalesce"},
                                alias{"nvl", "coalesce"},    alias{"len", "length"},
                                alias{"ucase", "upper"},     alias{"lcase", "lower"},
                                alias{"rand", "random"}};

// Calls of other servers and of libraries without arguments, or with a precision.
constexpr std::array calls = {alias{"curdate", "CURRENT_DATE"},
                              alias{"current_date", "CURRENT_DATE"},
                              alias{"current_time", "CURRENT_TIME"},
                              alias{"current_timestamp", "CURRENT_TIMESTAMP"},
                              alias{"current_user", "CURRENT_USER"},
                              alias{"curtime", "CURRENT_TIME"},
                              alias{"gen_random_uuid", "gen_random_uuid()"},
                              alias{"getdate", "now()"},
                              alias{"localtime", "LOCALTIME"},
                              alias{"localtimestamp", "LOCALTIMESTAMP"},
                              alias{"newid", "gen_random_uuid()"},
                              alias{"newsequentialid", "gen_random_uuid()"},
                              alias{"now", "now()"},
                              alias{"random_uuid", "gen_random_uuid()"},
                              alias{"session_user", "SESSION_USER"},
                              alias{"sys_guid", "gen_random_uuid()"},
                              alias{"sysdate", "now()"},
                              alias{"sysdatetime", "now()"},
                              alias{"sysdatetimeoffset", "now()"},
                              alias{"systimestamp", "now()"},
                              alias{"uuid", "gen_random_uuid()"},
                              alias{"uuid4", "gen_random_uuid()"},
                              alias{"uuid_generate_v4", "uuid_generate_v4()"},
                              alias{"uuid_v4", "gen_random_uuid()"},
                              alias{"uuidv4", "gen_random_uuid()"}};

constexpr std::array<std::string_view, 4> utc_calls = {"getutcdate", "sysutcdatetime",
                                                       "utc_timestamp", "utcnow"};

std::string_view second_of(const auto& pairs, std::string_view name)
{
    const auto* const found = std::find_if(pairs.begin(), pairs.end(),
                                           [&](const alias& one) { return one.first == name; });
    return found == pairs.end() ? std::string_view() : found->second;
}

} // namespace

const sql_function* find_function(std::string_view name)
{
    const auto* const found = std::lower_bound(
        functions.begin(), functions.end(), name,
        [](const sql_function& one, std::string_view wanted) { return one.name < wanted; });
    return found == functions.end() || found->name != name ? nullptr : found;
}

std::string_view postgresql_function(std::string_view name)
{
    const auto found = second_of(aliases, name);
    return found.empty() ? name : found;
}

std::string_view postgresql_call(std::string_view name, const sql_type& type)
{
    if (std::find(utc_calls.begin(), utc_calls.end(), name) != utc_calls.end()) {
        // A moment with its zone is the same in every zone.
        const auto folded = lower_case(type.text);
        const bool has_zone =
            folded.starts_with("timestamptz") || folded.find("with time zone") != std::string::npos;
        return has_zone ? "now()" : "(now() AT TIME ZONE 'utc')";
    }
    return second_of(calls, name);
}

bool is_next_number(std::string_view expression)
{
    auto folded = lower_case(trimmed(expression));
    while (folded.starts_with('(') && folded.ends_with(')')) {
        folded = std::string(trimmed(std::string_view(folded).substr(1, folded.size() - 2)));
    }
    for (const std::string_view name : {"nextval", "autoincrement", "auto_increment", "identity",
                                        "sequence", "increment", "serial"}) {
        const auto rest = std::string_view(folded).substr(std::min(name.size(), folded.size()));
        if (folded.starts_with(name) &&
            (name == "nextval" ? rest.starts_with('(') && rest.ends_with(')')
                               : rest.empty() || rest == "()")) {
            return true;
        }
    }
    return false;
}

bool fits(std::string_view call, const sql_type& type)
{
    const auto folded = lower_case(call);
    const auto name = std::string_view(folded).substr(0, folded.find('('));
    const bool is_time = lower_case(type.text).starts_with("time") &&
                         !lower_case(type.text).starts_with("timestamp");
    auto result = other;
    if (name == "current_time" || name == "localtime") {
        return is_time || type.kind == text;
    }
    if (name == "current_date") {
        return (type.kind == moment && !is_time) || type.kind == text;
    }
    if (name == "current_timestamp" || name == "localtimestamp") {
        result = moment;
    } else if (name == "current_user" || name == "session_user") {
        result = text;
    } else if (const auto* const known = find_function(name)) {
        result = known->result;
    }
    // What is written as text goes into texts.
    return type.kind == text || result == type.kind || (result == interval && is_time);
}

} // namespace sdp
