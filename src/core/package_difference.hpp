#pragma once
#include "core/package.hpp"

#include <string>
#include <vector>

namespace sdp {

enum class difference_kind : std::uint8_t { added, removed, changed };

[[nodiscard]] constexpr std::string_view name_of(difference_kind kind)
{
    switch (kind) {
    case difference_kind::added:
        return "added";
    case difference_kind::removed:
        return "removed";
    case difference_kind::changed:
        break;
    }
    return "changed";
}

struct difference {
    std::string path;
    difference_kind kind;
    // A JSON pointer (RFC 6901) into the file; empty for the file as a whole.
    std::string pointer{};
};

// What differs between two packages, by path, in each file by the order of its members: files that
// were added or removed, and of a JSON file that both have, its members and elements (these by
// their index). A file that is no JSON in one of them, that only is written otherwise, is larger
// than 8 MB, has more than 500,000 values or more than 100,000 differences, is changed as a whole.
// The manifest is left out: it follows from the others.
[[nodiscard]] std::vector<difference> differences(const std::vector<package_file>& before,
                                                  const std::vector<package_file>& after,
                                                  void (*checkpoint)() = nullptr);

} // namespace sdp
