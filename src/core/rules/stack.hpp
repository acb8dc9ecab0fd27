#pragma once
#include "core/rules/database.hpp"

// Stage 5: the database that was chosen. See schemas/stack.schema.json for the shapes.
namespace sdp {

struct tech_stack {
    // Empty for none.
    std::string_view database;
    std::string database_path{};
};

namespace detail {

// A few words, or an object that says it in one of these members.
template <indexed_json_view View>
void read_database_choice(tech_stack& stack, const View& choice, const std::string& path)
{
    if (!stack.database.empty()) {
        return;
    }
    stack.database_path = path;
    if (const auto text = string_in(choice); !text.empty()) {
        stack.database = text;
        return;
    }
    for (const std::string_view name : {"engine", "name", "type", "choice", "value", "primary"}) {
        if (const auto text = text_in(choice, {name}); !text.empty()) {
            stack.database = text;
            stack.database_path = fmt::format("{}/{}", path, name);
            return;
        }
    }
}

} // namespace detail

template <indexed_json_view View> tech_stack read_stack(const View& data)
{
    tech_stack stack;
    if (const auto selections = member_of(data, "selections")) {
        for_each_item(*selections, "/selections",
                      [&](std::string_view key, const View& value, const std::string& path) {
                          const auto kind =
                              key.empty() ? text_in(value, {"category", "kind"}) : key;
                          if (lower_case(kind) == "database") {
                              detail::read_database_choice(stack, value, path);
                          }
                      });
    }
    if (const auto choice = member_of(data, "database")) {
        detail::read_database_choice(stack, *choice, "/database");
    }
    return stack;
}

// `database` is null where the project has no stage 3.
void add_stack_findings(const tech_stack& stack, const database_design* database,
                        rule_findings& findings);

} // namespace sdp
