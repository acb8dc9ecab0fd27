#include "core/render/sql_enums.hpp"

#include "core/render/sql_type_names.hpp"
#include "core/render/value.hpp"
#include "core/rules/names.hpp"

#include <unordered_set>

namespace sdp {

namespace {

constexpr std::size_t longest_value = 63;

// The values of an enum; none where one is no text, too long, or there twice.
std::vector<std::string> values_in(const any_json_view& list)
{
    std::vector<std::string> values;
    std::unordered_set<std::string> met;
    bool all_fit = list.kind() == json_kind::array;
    for_each_entry(list, [&](std::string_view, const any_json_view& one) {
        const auto named = text_in(one, {"value", "name"});
        auto text = one.kind() == json_kind::object ? std::string(named) : scalar_text(one);
        all_fit = all_fit && (one.kind() == json_kind::string || !named.empty()) &&
                  text.size() <= longest_value && met.insert(text).second;
        values.push_back(std::move(text));
    });
    return all_fit ? values : std::vector<std::string>();
}

std::unordered_set<std::string> names_of_tables(const any_json_view& data, const sql_names& names)
{
    std::unordered_set<std::string> found;
    for (const std::string_view member : {"tables", "schemas"}) {
        for_each_item_in(data, member, "",
                         [&](std::string_view key, const any_json_view& table, const std::string&) {
                             const auto name = text_in(table, {"name", "table"});
                             found.insert(server_name(names.qualified(name.empty() ? key : name)));
                         });
    }
    return found;
}

} // namespace

void read_sql_enums(const any_json_view& data, std::string_view member, sql_schema& schema)
{
    const auto tables = names_of_tables(data, schema.names);
    for_each_item_in(
        data, member, "",
        [&](std::string_view key, const any_json_view& value, const std::string&) {
            // CREATE TYPE stands in the script as it is.
            const bool is_statement = value.kind() == json_kind::string &&
                                      lower_case(trimmed(value.string())).starts_with("create ");
            if (is_statement) {
                return;
            }
            const auto given = text_in(value, {"name"});
            const auto name = trimmed(given.empty() ? key : given);
            std::vector<std::string> values = values_in(value);
            for (const std::string_view list : {"values", "labels", "enumValues", "enum"}) {
                if (const auto one = member_of(value, list); one && values.empty()) {
                    values = values_in(*one);
                }
            }
            const auto identifier = schema.names.qualified(name);
            const auto last = lower_case(name_in_schema(name));
            const bool is_taken =
                tables.contains(server_name(identifier)) || find_type(last) != nullptr;
            if (name.empty() || values.empty() || is_taken || schema.own.contains(last)) {
                schema.remarks.push_back(
                    sql_remark(fmt::format("Left out: a type of {}: {}{}{}.", member, key,
                                           key.empty() ? "" : ": ", json_line(value))));
                return;
            }
            std::string list;
            for (const auto& one : values) {
                list += (list.empty() ? "" : ", ") + sql_literal(one);
            }
            schema.type_schemas.emplace_back(schema_of(name));
            schema.types.push_back(fmt::format("CREATE TYPE {} AS ENUM ({});", identifier, list));
            schema.own.try_emplace(last, own_type{identifier, std::move(values)});
        });
}

} // namespace sdp
