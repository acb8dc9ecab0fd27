#include "pg/settings.hpp"

namespace sdp::pg {

namespace {

constexpr int default_content_bytes = 16 * 1024 * 1024;
// A text of 256 MB can still be printed and parsed within the server's 1 GB limit on values.
constexpr int largest_content_bytes = 256 * 1024 * 1024;

constexpr int default_package_bytes = 256 * 1024 * 1024;
// A client that reads bytea as text needs twice that, within the same 1 GB.
constexpr int largest_package_bytes = 500 * 1024 * 1024;

constexpr int default_schema_cache_size = 100;
constexpr int largest_schema_cache_size = 10'000;

char* user_id = nullptr;
int max_content_bytes = default_content_bytes;
int max_package_bytes = default_package_bytes;
char* directory_of_exports = nullptr;
int install = 0;
int schema_cache_size = default_schema_cache_size;

const config_enum_entry install_modes[] = {
    {"auto", static_cast<int>(install_mode::automatic), false},
    {"on", static_cast<int>(install_mode::on), false},
    {"off", static_cast<int>(install_mode::off), false},
    {nullptr, 0, false}};

} // namespace

void define_settings()
{
    DefineCustomStringVariable(
        "sdp.user_id", "The user that the client acts for.",
        "Recorded as the actor of changes; the session's role where it is not set.", &user_id, "",
        PGC_USERSET, 0, nullptr, nullptr, nullptr);
    DefineCustomIntVariable("sdp.max_content_bytes",
                            "The most bytes that a stage's data or an output may have.", nullptr,
                            &max_content_bytes, default_content_bytes, 1024, largest_content_bytes,
                            PGC_SUSET, GUC_UNIT_BYTE, nullptr, nullptr, nullptr);
    DefineCustomIntVariable(
        "sdp.package_max_bytes", "The most bytes that the files of a package may have together.",
        nullptr, &max_package_bytes, default_package_bytes, 1024, largest_package_bytes, PGC_SUSET,
        GUC_UNIT_BYTE, nullptr, nullptr, nullptr);
    DefineCustomStringVariable("sdp.export_directory",
                               "The folder below which packages are written on the server.",
                               "Nothing is written where it is not set.", &directory_of_exports, "",
                               PGC_SUSET, 0, nullptr, nullptr, nullptr);
    DefineCustomIntVariable("sdp.schema_cache_size",
                            "How many compiled JSON Schemas a session keeps.", nullptr,
                            &schema_cache_size, default_schema_cache_size, 1,
                            largest_schema_cache_size, PGC_USERSET, 0, nullptr, nullptr, nullptr);
    DefineCustomEnumVariable(
        "sdp.install", "Whether CREATE EXTENSION pg_sdp makes the tables.",
        "auto: unless row_security is off, as in the restore of a dump, which brings them.",
        &install, 0, install_modes, PGC_USERSET, 0, nullptr, nullptr, nullptr);
    MarkGUCPrefixReserved("sdp");
}

namespace {

std::optional<std::string> text_of_setting(const char* value)
{
    if (value == nullptr || *value == '\0') {
        return std::nullopt;
    }
    return std::string(value);
}

} // namespace

std::optional<std::string> acting_user()
{
    return text_of_setting(user_id);
}

std::size_t most_package_bytes()
{
    return static_cast<std::size_t>(max_package_bytes);
}

std::optional<std::string> export_directory()
{
    return text_of_setting(directory_of_exports);
}

std::size_t most_content_bytes()
{
    return static_cast<std::size_t>(max_content_bytes);
}

std::size_t most_cached_schemas()
{
    return static_cast<std::size_t>(schema_cache_size);
}

install_mode install_setting()
{
    return static_cast<install_mode>(install);
}

} // namespace sdp::pg
