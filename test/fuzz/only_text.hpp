#pragma once
#include "core/json/tree.hpp"
#include "core/json/written_tree.hpp"

#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>

// What the fuzzers of renderers share.
namespace sdp {

// Aborts where a page has what md4c and our own markup never write.
inline void expect_only_text(std::string_view html)
{
    for (const std::string_view forbidden :
         {"<script", "<img", "<iframe", "<object", "<embed", "<link", "<form", "<base", "<!--",
          "href=\"javascript:", "href=\"data:", "href=\"vbscript:", " onerror=\"", " onclick=\""}) {
        if (html.find(forbidden) != std::string_view::npos) {
            std::abort();
        }
    }
}

// An input as JSON, in the two forms that renderers are given. Aborts where only one takes it.
class fuzzed_data {
public:
    explicit fuzzed_data(std::string_view text)
        : tree_(parsed_tree(text)), written_(written_tree::of(text))
    {
        if ((tree_ == nullptr) != (written_ == nullptr)) {
            std::abort();
        }
    }

    [[nodiscard]] bool is_json() const { return tree_ != nullptr; }
    [[nodiscard]] std::array<any_json_view, 2> views() const
    {
        return {any_json_view(tree_view(*tree_)), any_json_view(written_->root())};
    }

private:
    decltype(parsed_tree("")) tree_;
    decltype(written_tree::of("")) written_;
};

} // namespace sdp
