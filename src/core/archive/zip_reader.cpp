#include "core/archive/zip_reader.hpp"

#include "core/archive/entry_names.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <zip.h>

namespace sdp {

namespace {

// Sizes of the format's records without their names (APPNOTE 4.3).
constexpr std::size_t local_header_size = 30;
constexpr std::size_t central_header_size = 46;
constexpr std::size_t end_record_size = 22;
constexpr std::size_t zip64_locator_size = 20;
constexpr std::size_t longest_comment = 65'535;

// No deflated byte gives more than this (RFC 1951: 258 bytes in two bits).
constexpr std::size_t largest_ratio = 1032;
constexpr std::size_t piece_size = std::size_t{64} * 1024;

constexpr zip_uint32_t unix_kind_mask = 0170000U;
constexpr zip_uint32_t unix_regular = 0100000U;
constexpr zip_uint32_t unix_folder = 0040000U;
constexpr zip_uint32_t unix_symbolic_link = 0120000U;

// Whether any end record that libzip could find belongs to a zip64, whose counts know no bound.
bool may_be_zip64(std::string_view bytes)
{
    const auto tail = std::min(bytes.size(), longest_comment + end_record_size);
    for (auto at = bytes.find("PK\5\6", bytes.size() - tail); at != std::string_view::npos;
         at = bytes.find("PK\5\6", at + 1)) {
        if (at >= zip64_locator_size &&
            bytes.substr(at - zip64_locator_size).starts_with("PK\6\7")) {
            return true;
        }
    }
    return false;
}

struct discard_archive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct close_file {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using archive_owner = std::unique_ptr<zip_t, discard_archive>;

struct entry {
    zip_uint64_t index;
    std::string path;
    std::size_t size;
};

class reading {
public:
    reading(std::string_view bytes, const zip_limits& limits, void (*checkpoint)())
        : bytes_(bytes), limits_(limits), checkpoint_(checkpoint)
    {
    }

    zip_contents run()
    {
        open();
        if (archive_ != nullptr && result_.faults.empty()) {
            look_at_entries();
        }
        if (result_.faults.empty()) {
            for (const auto& one : entries_) {
                read(one);
            }
        }
        sort_files(result_.files);
        return std::move(result_);
    }

private:
    void note(zip_fault_kind kind, std::string_view path, std::string message)
    {
        if (result_.faults.size() < most_zip_faults) {
            result_.faults.push_back({kind, std::string(path), std::move(message)});
        }
    }

    void go_on() const
    {
        if (checkpoint_ != nullptr) {
            checkpoint_();
        }
    }

    void open()
    {
        // The library takes no bytes at all for a zip without entries.
        if (bytes_.size() < end_record_size) {
            note(zip_fault_kind::not_a_zip, "", "it is too short");
            return;
        }
        if (may_be_zip64(bytes_)) {
            note(zip_fault_kind::not_a_zip, "", "it is a zip64, which no package needs");
            return;
        }
        int code = open_with(ZIP_RDONLY | ZIP_CHECKCONS);
        // Without the library's checks it says which: the entries' names are looked at below.
        if (code == ZIP_ER_EXISTS) {
            two_of_one_name_ = true;
            code = open_with(ZIP_RDONLY);
        }
        if (code != 0) {
            zip_error_t problem;
            zip_error_init_with_code(&problem, code);
            const std::string why = zip_error_strerror(&problem);
            zip_error_fini(&problem);
            note(zip_fault_kind::not_a_zip, "", fmt::format("the library says: {}", why));
        }
    }

    // The library's code of the failure; 0 for none.
    int open_with(int flags)
    {
        zip_error_t problem;
        zip_error_init(&problem);
        zip_source_t* const source =
            zip_source_buffer_create(bytes_.data(), bytes_.size(), 0, &problem);
        if (source == nullptr) {
            throw std::bad_alloc();
        }
        archive_.reset(zip_open_from_source(source, flags, &problem));
        const int code = archive_ == nullptr ? zip_error_code_zip(&problem) : 0;
        if (archive_ == nullptr) {
            zip_source_free(source);
        }
        zip_error_fini(&problem);
        return code;
    }

    void look_at_entries()
    {
        const auto count = zip_get_num_entries(archive_.get(), 0);
        if (count < 0 || static_cast<std::size_t>(count) > limits_.most_entries) {
            note(zip_fault_kind::too_large, "",
                 fmt::format("it has {} entries, more than {}", count, limits_.most_entries));
            return;
        }
        for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
            look_at(i);
            go_on();
        }
        for (auto& [path, why] : paths_.files_with_files_below()) {
            note(zip_fault_kind::entry_refused, path, std::move(why));
        }
        require_room();
        if (two_of_one_name_ && result_.faults.empty()) {
            note(zip_fault_kind::not_a_zip, "", "two of its entries have one name");
        }
    }

    // Entries that share bytes (as those of a zip bomb do) need more than the zip has.
    void require_room()
    {
        if (claimed_ > bytes_.size()) {
            note(zip_fault_kind::entry_damaged, "",
                 "its entries need more bytes than it has, so some overlap");
        }
        if (total_ > limits_.most_bytes) {
            note(zip_fault_kind::too_large, "",
                 fmt::format("its files have more than {} bytes together", limits_.most_bytes));
        }
    }

    void look_at(zip_uint64_t index)
    {
        const char* const name = zip_get_name(archive_.get(), index, ZIP_FL_ENC_RAW);
        const std::string path = name == nullptr ? "" : name;
        zip_stat_t facts;
        constexpr zip_uint64_t needed =
            ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
        if (zip_stat_index(archive_.get(), index, 0, &facts) != 0 ||
            (facts.valid & needed) != needed) {
            note(zip_fault_kind::entry_damaged, path, "the zip does not say what it is");
            return;
        }
        // Larger numbers could wrap the sums.
        if (facts.size > limits_.most_bytes) {
            note(zip_fault_kind::too_large, path,
                 fmt::format("it has {} bytes, more than {}", facts.size, limits_.most_bytes));
            return;
        }
        if (facts.comp_size > bytes_.size()) {
            note(zip_fault_kind::entry_damaged, path, "it needs more bytes than the zip has");
            return;
        }
        claimed_ += local_header_size + central_header_size + 2 * path.size() + facts.comp_size;
        total_ += facts.size;
        if (auto fault = fault_of_kind(index, path, facts)) {
            note(zip_fault_kind::entry_refused, path, *std::move(fault));
            return;
        }
        if (const bool folder = path.ends_with('/'); folder) {
            if (facts.size != 0) {
                note(zip_fault_kind::entry_refused, path, "it is a folder with bytes of its own");
            }
            return;
        }
        if (!is_plausible(facts)) {
            note(zip_fault_kind::entry_damaged, path,
                 fmt::format("its {} bytes cannot come of {}", facts.size, facts.comp_size));
            return;
        }
        entries_.push_back({index, path, facts.size});
    }

    static bool is_plausible(const zip_stat_t& facts)
    {
        return facts.comp_method == ZIP_CM_STORE ? facts.size == facts.comp_size
                                                 : facts.size / largest_ratio <= facts.comp_size;
    }

    std::optional<std::string> fault_of_kind(zip_uint64_t index, const std::string& path,
                                             const zip_stat_t& facts)
    {
        std::string_view named = path;
        if (named.size() > 1 && named.ends_with('/')) {
            named.remove_suffix(1);
        }
        if (auto fault = fault_in_entry_name(named)) {
            return fault;
        }
        if (auto fault = paths_.add(path)) {
            return fault;
        }
        if (facts.encryption_method != ZIP_EM_NONE) {
            return "it is encrypted";
        }
        if (facts.comp_method != ZIP_CM_STORE && facts.comp_method != ZIP_CM_DEFLATE) {
            return "it is neither stored nor deflated";
        }
        zip_uint8_t system = 0;
        zip_uint32_t attributes = 0;
        if (zip_file_get_external_attributes(archive_.get(), index, 0, &system, &attributes) == 0 &&
            system == ZIP_OPSYS_UNIX) {
            const auto kind = (attributes >> 16U) & unix_kind_mask;
            if (kind == unix_symbolic_link) {
                return "it is a symbolic link";
            }
            // Some writers give no kind.
            if (kind != 0 && kind != (path.ends_with('/') ? unix_folder : unix_regular)) {
                return "it is no regular file";
            }
        }
        return std::nullopt;
    }

    // Reads to the end, one byte further than declared where there is one: the library compares the
    // checksum only there.
    void read(const entry& one)
    {
        const std::unique_ptr<zip_file_t, close_file> file(
            zip_fopen_index(archive_.get(), one.index, 0));
        if (file == nullptr) {
            note(zip_fault_kind::entry_damaged, one.path, zip_strerror(archive_.get()));
            return;
        }
        std::string content;
        for (;;) {
            go_on();
            const auto had = content.size();
            const auto wanted = std::min(piece_size, one.size + 1 - had);
            content.resize(had + wanted);
            const auto got = zip_fread(file.get(), content.data() + had, wanted);
            if (got < 0) {
                note(zip_fault_kind::entry_damaged, one.path,
                     fmt::format("the library says: {}", zip_file_strerror(file.get())));
                return;
            }
            content.resize(had + static_cast<std::size_t>(got));
            if (content.size() > one.size) {
                note(zip_fault_kind::entry_damaged, one.path,
                     fmt::format("it has more than the {} bytes that the zip says", one.size));
                return;
            }
            if (got == 0) {
                break;
            }
        }
        if (content.size() != one.size) {
            note(zip_fault_kind::entry_damaged, one.path,
                 fmt::format("it has {} bytes, where the zip says {}", content.size(), one.size));
            return;
        }
        result_.files.push_back({one.path, std::move(content)});
    }

    std::string_view bytes_;
    zip_limits limits_;
    void (*checkpoint_)();
    archive_owner archive_;
    bool two_of_one_name_ = false;
    std::vector<entry> entries_;
    entry_paths paths_;
    std::size_t claimed_ = end_record_size;
    std::size_t total_ = 0;
    zip_contents result_;
};

} // namespace

zip_contents read_zip(std::string_view bytes, const zip_limits& limits, void (*checkpoint)())
{
    return reading(bytes, limits, checkpoint).run();
}

} // namespace sdp
