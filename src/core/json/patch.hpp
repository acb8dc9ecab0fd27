#pragma once
#include "core/json/tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sdp {

// One operation of a JSON Patch (RFC 6902, section 4): add, remove or replace.
struct patch_operation {
    std::string_view op;
    std::string path;
    // JSON text; empty for remove.
    std::string value{};
};

// What makes `to` of `from`: members by name, elements by their place, what is at the end of the
// longer list added or removed. Numbers are equal by value. In the order in which it is to be
// applied. Time and memory grow with the size of both.
[[nodiscard]] std::vector<patch_operation> patch_between(const json_tree& from,
                                                         const json_tree& to);

// The patch as JSON text.
[[nodiscard]] std::string text_of(const std::vector<patch_operation>& patch);

// A value as JSON text, numbers exact.
[[nodiscard]] std::string text_of(const json_tree& tree);

} // namespace sdp
