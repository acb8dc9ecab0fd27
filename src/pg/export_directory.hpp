#pragma once
#include "pg/call.hpp"

// The folders and files below sdp.export_directory. A path is walked folder by folder, never
// through a symbolic link.
namespace sdp::pg {

// Deeper than any package is.
inline constexpr int deepest_tree = 64;

// The server's own error for errno (class 58, 53100 and so on), which names the path.
[[noreturn]] void raise_file_error(const std::string& path, const char* what);
// Whether an errno says that there is nothing of that name, or a link or a file where a folder
// should be.
bool is_in_the_way(int problem);

// A file descriptor of ours; closed at the end of its scope.
class descriptor {
public:
    explicit descriptor(int number = -1) : number_(number) {}
    ~descriptor();
    descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept;
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }

private:
    int number_;
};

// Where a package goes: a folder below the setting's, and a name in it.
struct export_place {
    // The setting's, absolute.
    std::string root;
    std::vector<std::string> folders;
    std::string name;

    [[nodiscard]] std::string path() const;
    [[nodiscard]] std::string path_of(std::string_view other_name) const;
};

// Why a relative path is not one of an export below the setting's folder, as a clause; nothing
// where it is.
std::optional<std::string> fault_in_place(std::string_view path);
// The place that a relative path names: SD407 where the setting is not set, SD217 for a path that
// is not one of a file below it.
export_place place_below_export_directory(std::string_view path);
// The setting's folder itself; its name is empty.
export_place export_directory_itself();

// What a file is, whatever its name.
struct file_identity {
    std::uint64_t device = 0;
    std::uint64_t number = 0;
    friend bool operator==(const file_identity&, const file_identity&) = default;
};

// The folder, open; not open where that cannot be done: errno says why. Never throws.
descriptor open_folder(const export_place& place) noexcept;
// The same, or SD217 where the folder does not exist or a link is in the way.
descriptor require_folder(const export_place& place);

// Of a name in a folder, links not followed; nothing where there is none.
std::optional<file_identity> identity_of(const descriptor& folder, const char* name) noexcept;
file_identity identity_of(const descriptor& folder);

// Removes a file, or a folder with all in it, and follows no link. False where some of it is still
// there. Never throws.
bool remove_tree(const descriptor& folder, const char* name) noexcept;

// The whole of a small file of ours; empty where it cannot be read.
std::string small_file(const descriptor& folder, const char* name);
// The names in a folder, without . and .., at most so many.
std::vector<std::string> names_in(const descriptor& folder, const export_place& place,
                                  std::size_t most = std::numeric_limits<std::size_t>::max());
// Whether a name in a folder is a folder, and no link to one.
bool is_folder(const descriptor& folder, const char* name) noexcept;

} // namespace sdp::pg
