#include "core/archive/entry_names.hpp"

#include "pg/export_writing.hpp"

extern "C" {
#include "storage/fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
}

namespace sdp::pg {

namespace {

// As COPY writes files: the package is for others to take.
constexpr mode_t file_mode = 0644;
constexpr mode_t folder_mode = 0755;
constexpr std::size_t piece_size = std::size_t{1024} * 1024;

void write_all(int file, const std::string& path, std::string_view content)
{
    while (!content.empty()) {
        check_for_interrupts();
        const auto written = ::write(file, content.data(), std::min(content.size(), piece_size));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            // A file system that takes nothing and gives no reason is full.
            errno = written == 0 || errno == 0 ? ENOSPC : errno;
            raise_file_error(path, "write");
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (pg_fsync(file) != 0) {
        raise_file_error(path, "fsync");
    }
}

// The folder of that name in another, made if missing.
descriptor make_folder(const descriptor& folder, const std::string& path, const std::string& name)
{
    if (::mkdirat(folder.number(), name.c_str(), folder_mode) != 0 && errno != EEXIST) {
        raise_file_error(path, "create folder");
    }
    descriptor made(
        ::openat(folder.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!made.is_open() || ::fchmod(made.number(), folder_mode) != 0) {
        raise_file_error(path, "open folder");
    }
    return made;
}

void write_below(const descriptor& folder, const std::string& shown,
                 std::span<const package_file> files, std::size_t skipped)
{
    // Sorted by path, so that what is in one folder stands together.
    std::size_t at = 0;
    while (at < files.size()) {
        const auto rest = std::string_view(files[at].path).substr(skipped);
        const auto slash = rest.find('/');
        const std::string name(rest.substr(0, slash));
        if (slash == std::string_view::npos) {
            write_file(folder, fmt::format("{}/{}", shown, name), name, files[at].content);
            ++at;
            continue;
        }
        const auto prefix = std::string_view(files[at].path).substr(0, skipped + slash + 1);
        auto end = at;
        while (end < files.size() && files[end].path.starts_with(prefix)) {
            ++end;
        }
        const auto inner = fmt::format("{}/{}", shown, name);
        const auto made = make_folder(folder, inner, name);
        write_below(made, inner, files.subspan(at, end - at), prefix.size());
        at = end;
    }
    if (pg_fsync(folder.number()) != 0) {
        raise_file_error(shown, "fsync folder");
    }
}

} // namespace

void sync_folder(const descriptor& folder, const export_place& place)
{
    if (pg_fsync(folder.number()) != 0) {
        raise_file_error(place.path_of(""), "fsync folder");
    }
}

void write_file(const descriptor& folder, const std::string& shown, const std::string& name,
                std::string_view content)
{
    const descriptor file(::openat(folder.number(), name.c_str(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                   file_mode));
    if (!file.is_open() || ::fchmod(file.number(), file_mode) != 0) {
        raise_file_error(shown, "create file");
    }
    write_all(file.number(), shown, content);
}

void append_to_file(const descriptor& folder, const std::string& shown, const std::string& name,
                    std::string_view content)
{
    const descriptor file(
        ::openat(folder.number(), name.c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC));
    if (!file.is_open()) {
        raise_file_error(shown, "open file");
    }
    write_all(file.number(), shown, content);
}

void write_folder(const descriptor& folder, const std::string& shown, const std::string& name,
                  const std::vector<package_file>& files)
{
    if (::mkdirat(folder.number(), name.c_str(), folder_mode) != 0) {
        raise_file_error(shown, "create folder");
    }
    const auto made = make_folder(folder, shown, name);
    write_below(made, shown, files, 0);
}

bool rename_to_place(const descriptor& folder, const export_place& place, const std::string& from)
{
    if (::renameat2(folder.number(), from.c_str(), folder.number(), place.name.c_str(),
                    RENAME_NOREPLACE) == 0) {
        return true;
    }
    // File systems that do not know it: nobody of ours takes the name meanwhile.
    if (errno == EINVAL || errno == ENOSYS) {
        if (identity_of(folder, place.name.c_str())) {
            return false;
        }
        if (::renameat(folder.number(), from.c_str(), folder.number(), place.name.c_str()) == 0) {
            return true;
        }
    }
    if (errno == EEXIST || errno == ENOTEMPTY) {
        return false;
    }
    raise_file_error(place.path(), "rename to");
}

} // namespace sdp::pg
