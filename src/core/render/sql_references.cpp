#include "core/render/sql_references.hpp"

#include "core/render/value.hpp"
#include "core/rules/database.hpp"

#include <algorithm>
#include <array>

namespace sdp {

// Takes a clause of it out of a text, and puts another in its place.
std::string replaced(std::string_view text, std::string_view clause, std::string_view by)
{
    if (clause.empty()) {
        return std::string(text);
    }
    const auto at = static_cast<std::size_t>(clause.data() - text.data());
    std::string out(trimmed(text.substr(0, at)));
    for (const auto part : {by, trimmed(text.substr(at + clause.size()))}) {
        out += out.empty() || part.empty() ? "" : " ";
        out += part;
    }
    return out;
}

bool read_reference(const sql_reading& reading, std::string_view place,
                    const any_json_view& reference, std::string_view given, sql_column& column)
{
    const bool is_object = reference.kind() == json_kind::object;
    const auto text = closed_comments(trimmed(string_in(reference)));
    // Of one column alone: t(a, b) is no reference of a column.
    const auto open = std::min(text.find('('), text.size());
    const bool has_list = text.find(',', open) < text.find(')', open);
    if (is_object ? text_in(reference, {"table"}).empty() : text.empty() || has_list) {
        return false;
    }
    const auto before = std::move(column.references);
    const auto actions = std::move(column.reference_actions);
    column.reference_actions.clear();
    if (is_object) {
        column.references = detail::read_reference(reference);
        std::vector<std::string_view> taken = {"table", "column"};
        if (before.table == column.references.table) {
            column.reference_actions = actions;
        }
        column.reference_actions =
            read_actions(reading, place, reference, std::move(column.reference_actions), taken);
        reading.remark_rest(fmt::format("{}, references", place), reference, taken);
    } else {
        const bool is_clause = lower_case(text.substr(0, 11)) == "references ";
        const auto clause = is_clause ? text : "REFERENCES " + text;
        const auto read = column_definition_in(clause);
        column.references = read.references;
        column.reference_actions = read.reference_actions;
        if (before.table == column.references.table && column.reference_actions.empty()) {
            column.reference_actions = actions;
        }
        const auto rest = replaced(clause, read.reference_clause);
        if (!rest.empty()) {
            reading.remark(place, fmt::format("references: {}", text));
        }
    }
    if (!before.table.empty() && before.table != column.references.table) {
        reading.remark(place, given);
    }
    return true;
}

std::string read_actions(const sql_reading& reading, std::string_view place,
                         const any_json_view& value, std::string given,
                         std::vector<std::string_view>& taken)
{
    constexpr std::array actions = {
        std::pair{"cascade", "CASCADE"}, std::pair{"setnull", "SET NULL"},
        std::pair{"setdefault", "SET DEFAULT"}, std::pair{"restrict", "RESTRICT"},
        std::pair{"noaction", "NO ACTION"}};
    constexpr std::array events = {
        std::pair{"onDelete", "ON DELETE"}, std::pair{"on_delete", "ON DELETE"},
        std::pair{"onUpdate", "ON UPDATE"}, std::pair{"on_update", "ON UPDATE"}};
    for (const auto& [member, event] : events) {
        const auto text = text_in(value, {member});
        const auto word = folded_name(text);
        for (const auto& [name, action] : actions) {
            if (word != name) {
                continue;
            }
            taken.emplace_back(member);
            const auto clause = fmt::format("{} {}", event, action);
            const auto folded = lower_case(given);
            if (folded.find(lower_case(event)) == std::string::npos) {
                given = given.empty() ? clause : fmt::format("{} {}", clause, given);
            } else if (folded.find(lower_case(clause)) == std::string::npos) {
                reading.remark(place, clause);
            }
        }
    }
    return given;
}

} // namespace sdp
