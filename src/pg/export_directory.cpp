#include "core/archive/entry_names.hpp"
#include "core/package.hpp"
#include "core/sqlstates.hpp"

#include "pg/export_directory.hpp"

#include "pg/settings.hpp"

extern "C" {
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
}

namespace sdp::pg {

namespace {

// Names of ours beside the target's add some fifty bytes to it.
constexpr std::size_t longest_name = 200;
constexpr std::string_view own_prefix = ".sdp-";

error path_refused(std::string_view path, std::string why, std::string hint = {})
{
    return {sqlstate::export_path_refused,
            fmt::format("cannot export to {}", quoted_entry_name(path)), std::move(why),
            std::move(hint)};
}

std::string require_root()
{
    auto root = export_directory();
    if (!root) {
        throw error{sqlstate::export_directory_unset,
                    "the server has no folder to keep packages in",
                    "sdp.export_directory is not set.",
                    "sdp.package_zip(project) gives the bytes to the client; or a superuser sets "
                    "sdp.export_directory."};
    }
    if (!root->starts_with('/')) {
        throw error{sqlstate::export_directory_unset,
                    "the server has no folder to keep packages in",
                    fmt::format("sdp.export_directory is \"{}\", no absolute path.", *root),
                    "A superuser sets sdp.export_directory to an absolute path."};
    }
    while (root->size() > 1 && root->ends_with('/')) {
        root->pop_back();
    }
    return *std::move(root);
}

bool remove_within(int folder, const char* name, int depth) noexcept
{
    if (::unlinkat(folder, name, 0) == 0 || errno == ENOENT) {
        return true;
    }
    if ((errno != EISDIR && errno != EPERM) || depth > deepest_tree) {
        return false;
    }
    const int inner = ::openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR* const listing = inner < 0 ? nullptr : ::fdopendir(inner);
    if (listing == nullptr) {
        if (inner >= 0) {
            ::close(inner);
        }
        return false;
    }
    while (const auto* const entry = ::readdir(listing)) {
        const std::string_view found = entry->d_name;
        if (found != "." && found != "..") {
            (void)remove_within(inner, entry->d_name, depth + 1);
        }
    }
    ::closedir(listing);
    return ::unlinkat(folder, name, AT_REMOVEDIR) == 0;
}

} // namespace

void raise_file_error(const std::string& path, const char* what)
{
    const int problem = errno;
    call([&] {
        errno = problem;
        ereport(ERROR,
                (errcode_for_file_access(), errmsg("could not %s \"%s\": %m", what, path.c_str())));
    });
    throw std::logic_error("an error was not raised");
}

bool is_in_the_way(int problem)
{
    return problem == ENOENT || problem == ENOTDIR || problem == ELOOP;
}

descriptor::~descriptor()
{
    if (is_open()) {
        ::close(number_);
    }
}

descriptor& descriptor::operator=(descriptor&& other) noexcept
{
    std::swap(number_, other.number_);
    return *this;
}

std::string export_place::path() const
{
    return path_of(name);
}

std::string export_place::path_of(std::string_view other_name) const
{
    std::string whole = root;
    for (const auto& folder : folders) {
        whole += "/" + folder;
    }
    return other_name.empty() ? whole : fmt::format("{}/{}", whole, other_name);
}

export_place export_directory_itself()
{
    return {.root = require_root(), .folders = {}, .name = {}};
}

std::optional<std::string> fault_in_place(std::string_view path)
{
    if (auto fault = fault_in_entry_name(path)) {
        return fault;
    }
    if (path.size() - (path.rfind('/') + 1) > longest_name) {
        return fmt::format("its name is longer than {} bytes", longest_name);
    }
    // A folder of that name is one that is being written.
    if (path.starts_with(own_prefix) ||
        path.find(fmt::format("/{}", own_prefix)) != std::string_view::npos) {
        return fmt::format("a name in it begins with \"{}\"", own_prefix);
    }
    return std::nullopt;
}

export_place place_below_export_directory(std::string_view path)
{
    auto place = export_directory_itself();
    if (auto fault = fault_in_place(path)) {
        throw path_refused(path, fmt::format("The path cannot be used: {}.", *fault),
                           "Give a path below sdp.export_directory, such as shop.zip.");
    }
    std::string_view rest = path;
    for (auto slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
        place.folders.emplace_back(rest.substr(0, slash));
        rest.remove_prefix(slash + 1);
    }
    place.name = rest;
    return place;
}

descriptor open_folder(const export_place& place) noexcept
{
    descriptor folder(::open(place.root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (const auto& name : place.folders) {
        if (!folder.is_open()) {
            break;
        }
        folder = descriptor(::openat(folder.number(), name.c_str(),
                                     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    }
    return folder;
}

namespace {

// The folder on the way to a place, itself included, that is a package; nothing where none is.
std::optional<std::string> package_around(export_place place)
{
    for (; !place.folders.empty(); place.folders.pop_back()) {
        if (identity_of(open_folder(place), std::string(manifest_path).c_str())) {
            return place.path_of("");
        }
    }
    return std::nullopt;
}

} // namespace

descriptor require_folder(const export_place& place)
{
    auto folder = open_folder(place);
    if (folder.is_open()) {
        if (const auto package = package_around(place)) {
            throw path_refused(place.path(),
                               fmt::format("The folder \"{}\" is a package.", *package),
                               "Give a path that is not within another export.");
        }
        return folder;
    }
    if (!is_in_the_way(errno) || place.folders.empty()) {
        raise_file_error(place.path_of(""), "open folder");
    }
    throw path_refused(
        place.path(),
        fmt::format("The folder \"{}\" does not exist, or a symbolic link or a file is "
                    "in the way.",
                    place.path_of("")),
        "The folders below sdp.export_directory are made by the administrator.");
}

std::optional<file_identity> identity_of(const descriptor& folder, const char* name) noexcept
{
    struct stat found{};
    if (::fstatat(folder.number(), name, &found, AT_SYMLINK_NOFOLLOW) != 0) {
        return std::nullopt;
    }
    return file_identity{found.st_dev, found.st_ino};
}

file_identity identity_of(const descriptor& folder)
{
    struct stat found{};
    if (::fstat(folder.number(), &found) != 0) {
        raise_file_error("the folder of an export", "look at");
    }
    return {found.st_dev, found.st_ino};
}

bool remove_tree(const descriptor& folder, const char* name) noexcept
{
    return remove_within(folder.number(), name, 0);
}

std::string small_file(const descriptor& folder, const char* name)
{
    // A fifo in its place would be waited for.
    const descriptor file(
        ::openat(folder.number(), name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    std::array<char, 200> content{};
    const auto size =
        file.is_open() ? ::read(file.number(), content.data(), content.size()) : ssize_t{0};
    return {content.data(), static_cast<std::size_t>(std::max(size, ssize_t{0}))};
}

std::vector<std::string> names_in(const descriptor& folder, const export_place& place,
                                  std::size_t most)
{
    const int again = ::openat(folder.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(again < 0 ? nullptr : ::fdopendir(again),
                                                      ::closedir);
    if (listing == nullptr) {
        if (again >= 0) {
            ::close(again);
        }
        raise_file_error(place.path_of(""), "list folder");
    }
    std::vector<std::string> names;
    while (names.size() < most) {
        const auto* const entry = ::readdir(listing.get());
        if (entry == nullptr) {
            break;
        }
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") {
            names.emplace_back(name);
        }
    }
    return names;
}

bool is_folder(const descriptor& folder, const char* name) noexcept
{
    struct stat found{};
    return ::fstatat(folder.number(), name, &found, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(found.st_mode);
}

} // namespace sdp::pg
