#pragma once
#include "core/rules/catalog.hpp"
#include "core/stages.hpp"

#include <string>
#include <utility>
#include <vector>

namespace sdp {

// A name from the catalog of built-in rules; another one does not compile. By its place, not by a
// pointer: GCC's sanitizer takes comparisons of pointers out of what it evaluates at compile time.
class rule_name {
public:
    consteval rule_name(const char* name) // NOLINT: the literal is the argument
    {
        while (place_ < built_in_rules.size() && built_in_rules[place_].name != name) {
            ++place_;
        }
        if (place_ == built_in_rules.size()) {
            no_such_rule();
        }
    }
    [[nodiscard]] const built_in_rule& rule() const { return built_in_rules[place_]; }

private:
    // What a consteval function calls to stop the compiler; the name is the message.
    static void no_such_rule() {}

    std::size_t place_ = 0;
};

// What the built-in rules find. `path` points into the data of `stage`, which is not always the
// stage that is validated: an entity without a table is found with the tables.
class rule_findings {
public:
    void add(rule_name name, int stage, std::string path, std::string message)
    {
        found_.push_back({name.rule().level, std::string(name.rule().name), stage, std::move(path),
                          std::move(message)});
    }
    [[nodiscard]] std::vector<finding> take() { return std::move(found_); }

private:
    std::vector<finding> found_{};
};

} // namespace sdp
