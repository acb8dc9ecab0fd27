#pragma once
#include "core/package.hpp"

// Reads a zip that a stranger may have made, wholly in memory: nothing is ever written, and a zip
// inside a zip is a file like any other.
namespace sdp {

// What is read at most. The memory that reading takes is bounded by the zip's own size,
// `most_bytes` and 65,535 entries' names: a zip64 is refused, entries are counted and their
// declared sizes summed up before one is read, and reading stops where an entry gives more than it
// declared.
struct zip_limits {
    // Of all contents together, uncompressed.
    std::size_t most_bytes = 0;
    std::size_t most_entries = most_package_files;
};

enum class zip_fault_kind : std::uint8_t {
    // The bytes as a whole are no zip that can be read.
    not_a_zip,
    // Too many entries, or too many bytes in them.
    too_large,
    // An entry that no package has: by its name, its kind or its encoding.
    entry_refused,
    // An entry whose bytes are not what the zip says they are.
    entry_damaged,
};

struct zip_fault {
    zip_fault_kind kind;
    // Of the entry; empty for the whole.
    std::string path;
    // A clause without the path: "it is absolute".
    std::string message;
};

struct zip_contents {
    // Sorted by path and hashed. Complete only where there are no faults.
    std::vector<package_file> files;
    // At most `most_zip_faults`.
    std::vector<zip_fault> faults;
};

inline constexpr std::size_t most_zip_faults = 100;

// `checkpoint` is called between the pieces of the work, and may throw; null for none.
[[nodiscard]] zip_contents read_zip(std::string_view bytes, const zip_limits& limits,
                                    void (*checkpoint)() = nullptr);

} // namespace sdp
