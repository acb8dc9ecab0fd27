#pragma once
#include "core/plain.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The names that files of a package may have: relative paths that mean one and the same file on
// every system.
namespace sdp {

inline constexpr std::size_t longest_entry_name = 1000;

// Why `path` cannot be the path of a file in a package, as a clause ("it is absolute"); nothing
// where it can.
[[nodiscard]] std::optional<std::string> fault_in_entry_name(std::string_view path);

// Equal for paths that a file system without regard to case takes for one. The path is UTF-8.
[[nodiscard]] std::string folded_entry_name(std::string_view path);

// The paths of one package, beside each other as a file system without regard to case holds them.
class entry_paths {
public:
    struct fault {
        std::string path;
        // As a clause.
        std::string why;
    };

    // Adds a path that fault_in_entry_name has nothing against; a folder's ends with a slash. Why
    // it cannot stand beside those before it, nothing where it can.
    [[nodiscard]] std::optional<std::string> add(std::string_view path);
    // The files whose paths are folders of others, once all are there.
    [[nodiscard]] std::vector<fault> files_with_files_below() const;

private:
    // By folded path without a slash at its end: the path as it was first met.
    std::map<std::string, std::string> paths_;
};

// A path for a message: in quotation marks, without control characters, cut where it is long.
[[nodiscard]] std::string quoted_entry_name(std::string_view path);

} // namespace sdp
