#pragma once
#include "core/rules/names.hpp"
#include "core/rules/sql_definition.hpp"

#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace sdp {

// Tables by their names, app.users and users alike; capitals and quotation marks do not count.
class table_names {
public:
    // False, and nothing is added, where a table has that name.
    bool add(std::string_view name, std::size_t place)
    {
        const auto one = parts_of(name);
        schemas_.insert(lower_case(one.schema));
        if (!places_.try_emplace(key_of(one), place).second) {
            return false;
        }
        const auto [last, is_first] = by_last_part_.try_emplace(lower_case(one.table), place);
        if (!is_first) {
            last->second = std::nullopt;
        }
        return true;
    }

    // The table of a reference in a table of that name. Without a schema it is that of public, else
    // of the same schema, else the only one with that last part. Nothing where several are.
    [[nodiscard]] std::optional<std::size_t> find(const column_reference& reference,
                                                  std::string_view within) const
    {
        if (const auto found = at(key_of(reference))) {
            return found;
        }
        if (!reference.schema.empty()) {
            return std::nullopt;
        }
        if (const auto schema = parts_of(within).schema; !schema.empty()) {
            if (const auto found = at(key_of({reference.table, {}, schema}))) {
                return found;
            }
        }
        const auto last = by_last_part_.find(lower_case(reference.table));
        return last == by_last_part_.end() ? std::nullopt : last->second;
    }

    // The same; what could be schema.table as well as table.column becomes what there is.
    [[nodiscard]] std::optional<std::size_t> resolve(column_reference& reference,
                                                     std::string_view within) const
    {
        auto found = find(reference, within);
        if (!found && reference.schema.empty() && !reference.column.empty()) {
            column_reference other{reference.column, {}, reference.table};
            if (found = at(key_of(other)); found) {
                reference = std::move(other);
            }
        }
        return found;
    }

    // Whether a reference leads into a schema that the design has no tables in, such as Supabase's
    // auth: what stands there is not the design's.
    [[nodiscard]] bool is_elsewhere(const column_reference& reference) const
    {
        const auto is_auth = reference.schema.empty() && lower_case(reference.table) == "auth" &&
                             lower_case(reference.column) == "users";
        const auto schema = is_auth ? std::string("auth") : lower_case(reference.schema);
        return !schema.empty() && schema != "public" && !schemas_.contains(schema);
    }

private:
    static column_reference parts_of(std::string_view name) { return table_reference_in(name); }
    // A name without a schema is one of public.
    static std::string key_of(const column_reference& one)
    {
        return lower_case(lower_case(one.schema) == "public" ? one.table : name_of_table(one));
    }
    [[nodiscard]] std::optional<std::size_t> at(const std::string& key) const
    {
        const auto found = places_.find(key);
        return found == places_.end() ? std::nullopt : std::optional(found->second);
    }

    std::unordered_map<std::string, std::size_t> places_{};
    // Nothing where several tables end in that name.
    std::unordered_map<std::string, std::optional<std::size_t>> by_last_part_{};
    std::unordered_set<std::string> schemas_{};
};

} // namespace sdp
