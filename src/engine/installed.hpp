#pragma once
#include "core/error.hpp"

#include "pg/spi.hpp"

// Whether the tables are there, and as old as this library.
namespace sdp::engine {

// A migration's number is the four digits that its file's name begins with.
struct migration {
    int number;
    std::string_view name;
    std::string_view sql;
};

// The migrations that this library knows, in their order.
std::vector<migration> all_migrations();
// The number of the newest one that this library knows.
int newest_migration();
// The numbers of those that are recorded in sdp_engine.migrations, ascending.
std::vector<int> recorded_migrations(pg::session& session);
// The newest of these; 0 when none is.
int present_migration(pg::session& session);

// The document's tables, those that others refer to first.
inline constexpr std::array document_tables = {
    "users",          "ai_provider_configs", "templates",       "projects",  "stages",
    "ai_generations", "stage_outputs",       "export_packages", "mcp_tokens"};

// The relation of that name; InvalidOid when there is none.
Oid find_table(const char* schema, const char* table);

// Refuses to go on without tables (SD401) or with tables older or newer than this library (SD403).
// Asked once for each backend, and again after the tables changed.
void require_installation(pg::session& session);

// SD403: the tables are at migration `here`, the library knows `known`.
error versions_differ(int here, int known);

// Lets this and every other session look again.
void forget_installation();

// Looks out for changes of the tables; to be called once, when the library is loaded.
void watch_installation();

// True while install() works on the built-in rows that are read-only to everyone else.
bool is_installing();

class installing_scope {
public:
    installing_scope();
    ~installing_scope();
    installing_scope(const installing_scope&) = delete;
    installing_scope& operator=(const installing_scope&) = delete;
};

} // namespace sdp::engine
