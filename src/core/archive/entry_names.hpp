#pragma once
#include "core/plain.hpp"

#include <optional>
#include <string>
#include <string_view>

// The names that files of a package may have: relative paths that mean one and the same file on
// every system.
namespace sdp {

inline constexpr std::size_t longest_entry_name = 1000;

// Why `path` cannot be the path of a file in a package, as a clause ("it is absolute"); nothing
// where it can.
[[nodiscard]] std::optional<std::string> fault_in_entry_name(std::string_view path);

// Equal for paths that a file system without regard to case takes for one. The path is UTF-8.
[[nodiscard]] std::string folded_entry_name(std::string_view path);

// A path for a message: in quotation marks, without control characters, cut where it is long.
[[nodiscard]] std::string quoted_entry_name(std::string_view path);

} // namespace sdp
