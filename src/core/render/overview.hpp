#pragma once
#include "core/json/any_view.hpp"

#include <optional>
#include <string>
#include <vector>

// What a person opens first: README.md and index.html.
namespace sdp {

struct overview_stage {
    int number = 0;
    std::string label{};
    // Nothing where it has not been written.
    std::optional<any_json_view> data{};
    // Of its files, the Markdown twin first.
    std::vector<std::string> paths{};
    // The twin's content.
    std::string markdown{};
};

struct package_overview {
    std::string name;
    std::optional<std::string> description{};
    // 1 to 8.
    std::vector<overview_stage> stages{};
};

[[nodiscard]] std::string render_readme(const package_overview& overview);

// One page of HTML with all of it, which fetches nothing and runs nothing.
[[nodiscard]] std::string render_page(const package_overview& overview);

} // namespace sdp
