#include "core/archive/entry_names.hpp"

#include "pg/export_reading.hpp"

extern "C" {
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
}

namespace sdp::pg {

namespace {

constexpr std::size_t piece_size = std::size_t{1024} * 1024;
// A fifo would keep whoever opens it waiting.
constexpr int how_to_open = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;

struct stat facts_of(const descriptor& file)
{
    struct stat found{};
    if (::fstat(file.number(), &found) != 0) {
        raise_file_error("a file of an export", "look at");
    }
    return found;
}

class reading {
public:
    reading(const export_place& place, const zip_limits& limits) : place_(place), limits_(limits) {}

    zip_contents run(const descriptor& folder)
    {
        read_folder(folder, "");
        sort_files(result_.files);
        return std::move(result_);
    }

private:
    // Nothing more is read after the first fault.
    void note(zip_fault_kind kind, std::string path, std::string message)
    {
        result_.faults.push_back({kind, std::move(path), std::move(message)});
    }

    void read_folder(const descriptor& folder, const std::string& prefix)
    {
        for (const auto& name : names_in(folder, place_, limits_.most_entries + 1 - count_)) {
            if (++count_ > limits_.most_entries) {
                note(zip_fault_kind::too_large, "",
                     fmt::format("it has more than {} files and folders", limits_.most_entries));
            } else {
                read_entry(folder, name, prefix + name);
            }
            if (!result_.faults.empty()) {
                return;
            }
            check_for_interrupts();
        }
    }

    void read_entry(const descriptor& folder, const std::string& name, const std::string& path)
    {
        if (auto fault = fault_in_entry_name(path)) {
            note(zip_fault_kind::entry_refused, path, *std::move(fault));
            return;
        }
        const descriptor entry(::openat(folder.number(), name.c_str(), how_to_open));
        if (!entry.is_open() && errno == ELOOP) {
            note(zip_fault_kind::entry_refused, path, "it is a symbolic link");
            return;
        }
        if (!entry.is_open()) {
            raise_file_error(fmt::format("{}/{}", place_.path(), path), "open");
        }
        const auto facts = facts_of(entry);
        if (S_ISDIR(facts.st_mode)) {
            if (std::count(path.begin(), path.end(), '/') >= deepest_tree) {
                note(zip_fault_kind::entry_refused, path, "it is too deep");
                return;
            }
            read_folder(entry, path + "/");
        } else if (S_ISREG(facts.st_mode)) {
            read_file(entry, path, static_cast<std::size_t>(facts.st_size));
        } else {
            note(zip_fault_kind::entry_refused, path, "it is no regular file");
        }
    }

    void read_file(const descriptor& file, const std::string& path, std::size_t size)
    {
        const auto room = limits_.most_bytes - bytes_;
        std::string content = size > room ? "" : content_of_file(file, place_, size);
        if (size > room || content.size() > room) {
            note(zip_fault_kind::too_large, "",
                 fmt::format("its files have more than {} bytes together", limits_.most_bytes));
            return;
        }
        bytes_ += content.size();
        result_.files.push_back({path, std::move(content)});
    }

    const export_place& place_;
    zip_limits limits_;
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
    zip_contents result_;
};

} // namespace

std::optional<export_place> place_of_export(std::string_view path)
{
    auto place = export_directory_itself();
    const auto prefix = place.path() + "/";
    if (!path.starts_with(prefix) || fault_in_place(path.substr(prefix.size()))) {
        return std::nullopt;
    }
    return place_below_export_directory(path.substr(prefix.size()));
}

std::optional<descriptor> find_export(const export_place& place)
{
    descriptor found;
    const auto folder = open_folder(place);
    if (folder.is_open()) {
        found = descriptor(::openat(folder.number(), place.name.c_str(), how_to_open));
    }
    if (!found.is_open()) {
        if (!is_in_the_way(errno)) {
            raise_file_error(place.path(), "open");
        }
        return std::nullopt;
    }
    return found;
}

bool is_folder(const descriptor& found)
{
    return S_ISDIR(facts_of(found).st_mode);
}

std::optional<std::size_t> size_of_file(const descriptor& file)
{
    const auto facts = facts_of(file);
    if (!S_ISREG(facts.st_mode)) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(facts.st_size);
}

std::string content_of_file(const descriptor& file, const export_place& place, std::size_t size)
{
    std::string content;
    for (;;) {
        check_for_interrupts();
        const auto had = content.size();
        const auto wanted = std::min(piece_size, size + 1 - had);
        content.resize(had + wanted);
        const auto got = ::read(file.number(), content.data() + had, wanted);
        if (got < 0 && errno != EINTR) {
            raise_file_error(place.path(), "read");
        }
        content.resize(had + static_cast<std::size_t>(std::max(got, ssize_t{0})));
        if (got == 0 || content.size() > size) {
            return content;
        }
    }
}

zip_contents contents_of_folder(const descriptor& folder, const export_place& place,
                                const zip_limits& limits)
{
    return reading(place, limits).run(folder);
}

} // namespace sdp::pg
