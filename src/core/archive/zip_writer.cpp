#include "core/archive/zip_writer.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <zip.h>

namespace sdp {

namespace {

// zlib's own default: 9 takes three times as long for one percent.
constexpr zip_uint32_t deflate_level = 6;
// 1980-01-01 00:00, where the times of MS-DOS begin: no clock is read, and no time zone.
constexpr zip_uint16_t dos_date = (1U << 5U) | 1U;
constexpr zip_uint16_t dos_time = 0;
// A regular file, rw-r--r--.
constexpr zip_uint32_t unix_attributes = 0100644U << 16U;

[[noreturn]] void fail(std::string_view what, const char* why)
{
    throw std::runtime_error(fmt::format("a zip could not be written: {}: {}", what, why));
}

struct discard_archive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using archive_owner = std::unique_ptr<zip_t, discard_archive>;

int ask_whether_stopped(zip_t* /*archive*/, void* function)
{
    return (*static_cast<bool (**)()>(function))() ? 1 : 0;
}

void add_file(zip_t* archive, const package_file& file)
{
    zip_source_t* const content =
        zip_source_buffer(archive, file.content.data(), file.content.size(), 0);
    if (content == nullptr) {
        fail(file.path, zip_strerror(archive));
    }
    const auto index = zip_file_add(archive, file.path.c_str(), content, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(content);
        fail(file.path, zip_strerror(archive));
    }
    const auto entry = static_cast<zip_uint64_t>(index);
    if (zip_set_file_compression(archive, entry, ZIP_CM_DEFLATE, deflate_level) != 0 ||
        zip_file_set_dostime(archive, entry, dos_time, dos_date, 0) != 0 ||
        zip_file_set_external_attributes(archive, entry, 0, ZIP_OPSYS_UNIX, unix_attributes) != 0) {
        fail(file.path, zip_strerror(archive));
    }
}

} // namespace

void written_zip::free_source::operator()(zip_source* source) const
{
    zip_source_free(source);
}

void written_zip::copy_to(char* target)
{
    if (zip_source_open(source_.get()) != 0) {
        fail("opening", zip_error_strerror(zip_source_error(source_.get())));
    }
    std::size_t copied = 0;
    while (copied < size_) {
        const auto got = zip_source_read(source_.get(), target + copied, size_ - copied);
        if (got <= 0) {
            fail("reading", zip_error_strerror(zip_source_error(source_.get())));
        }
        copied += static_cast<std::size_t>(got);
    }
    zip_source_close(source_.get());
}

std::optional<written_zip> write_zip(std::span<const package_file> files, bool (*stopped)())
{
    zip_error_t problem;
    zip_error_init(&problem);
    std::unique_ptr<zip_source, written_zip::free_source> source(
        zip_source_buffer_create(nullptr, 0, 0, &problem));
    if (source == nullptr) {
        throw std::bad_alloc();
    }
    archive_owner archive(zip_open_from_source(source.get(), ZIP_TRUNCATE, &problem));
    if (archive == nullptr) {
        const std::string why = zip_error_strerror(&problem);
        zip_error_fini(&problem);
        fail("opening", why.c_str());
    }
    // The archive frees its source at its end; this one is needed for longer.
    zip_source_keep(source.get());
    if (stopped != nullptr) {
        zip_register_cancel_callback_with_state(archive.get(), ask_whether_stopped, nullptr,
                                                static_cast<void*>(&stopped));
    }
    for (const auto& file : files) {
        add_file(archive.get(), file);
    }
    if (zip_close(archive.get()) != 0) {
        if (zip_error_code_zip(zip_get_error(archive.get())) == ZIP_ER_CANCELLED) {
            return std::nullopt;
        }
        fail("closing", zip_strerror(archive.get()));
    }
    (void)archive.release();
    zip_stat_t facts;
    zip_stat_init(&facts);
    if (zip_source_stat(source.get(), &facts) != 0 || (facts.valid & ZIP_STAT_SIZE) == 0) {
        fail("closing", zip_error_strerror(zip_source_error(source.get())));
    }
    return written_zip(std::move(source), facts.size);
}

} // namespace sdp
