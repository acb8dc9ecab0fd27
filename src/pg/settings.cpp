#include "pg/settings.hpp"

namespace sdp::pg {

namespace {

constexpr int default_content_bytes = 16 * 1024 * 1024;
// A text of 256 MB can still be printed and parsed within the server's 1 GB limit on values.
constexpr int largest_content_bytes = 256 * 1024 * 1024;

constexpr int default_ddl_timeout = 5000;
constexpr int longest_ddl_timeout = 600'000;
constexpr int default_package_bytes = 256 * 1024 * 1024;
// A client that reads bytea as text needs twice that, within the same 1 GB.
constexpr int largest_package_bytes = 500 * 1024 * 1024;

constexpr int default_schema_cache_size = 100;
constexpr int largest_schema_cache_size = 10'000;

constexpr int default_generation_timeout = 15 * 60 * 1000; // milliseconds
constexpr int default_generation_attempts = 3;
constexpr int most_generation_attempts_settable = 1000;

char* user_id = nullptr;
int max_content_bytes = default_content_bytes;
int max_package_bytes = default_package_bytes;
char* directory_of_exports = nullptr;
int install = 0;
int ddl_timeout = default_ddl_timeout;
int schema_cache_size = default_schema_cache_size;
int generation_timeout_ms = default_generation_timeout;
int generation_max_attempts = default_generation_attempts;
bool notify = false;

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
    DefineCustomIntVariable(
        "sdp.generation_timeout", "How long a generation may take.",
        "The lease of a worker that names none, and the time until a generation that a plain "
        "UPDATE began is given up.",
        &generation_timeout_ms, default_generation_timeout, 1, INT_MAX, PGC_USERSET, GUC_UNIT_MS,
        nullptr, nullptr, nullptr);
    DefineCustomIntVariable(
        "sdp.generation_max_attempts", "How often workers may try a generation.",
        "Counts claims whose lease ended without a report; then the generation is given up.",
        &generation_max_attempts, default_generation_attempts, 1, most_generation_attempts_settable,
        PGC_SUSET, 0, nullptr, nullptr, nullptr);
    DefineCustomBoolVariable("sdp.notify", "Whether events are sent to the channel sdp_events.",
                             "The payload is a JSON object of ids.", &notify, false, PGC_USERSET, 0,
                             nullptr, nullptr, nullptr);
    DefineCustomIntVariable("sdp.ddl_timeout", "The longest that a trial of DDL may take.", nullptr,
                            &ddl_timeout, default_ddl_timeout, 1, longest_ddl_timeout, PGC_USERSET,
                            GUC_UNIT_MS, nullptr, nullptr, nullptr);
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
    auto user = text_of_setting(user_id);
    return user && sdp::is_blank(*user) ? std::nullopt : std::move(user);
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

std::int64_t generation_timeout()
{
    return std::int64_t{generation_timeout_ms} * 1000;
}

int most_generation_attempts()
{
    return generation_max_attempts;
}

bool notifies()
{
    return notify;
}

int ddl_trial_milliseconds()
{
    return ddl_timeout;
}

install_mode install_setting()
{
    return static_cast<install_mode>(install);
}

} // namespace sdp::pg
