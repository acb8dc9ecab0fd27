#include "core/archive/entry_names.hpp"
#include "core/sha256.hpp"
#include "core/sqlstates.hpp"

#include "engine/exports.hpp"

#include "pg/export_journal.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement lock_place{R"(
    SELECT pg_catalog.pg_try_advisory_xact_lock($1))"_sql,
                                   {INT8OID}};

// What became of a transaction; null for one that is too old to tell, or that the server has not
// seen (it was restored to a time before).
constinit pg::statement fate_of{R"(
    SELECT CASE WHEN x.id {<} pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())
        THEN pg_catalog.pg_xact_status(x.id) END
    FROM (SELECT $1::pg_catalog.xid8 AS id) x)"_sql,
                                {TEXTOID}};

// The key of the advisory lock on a target: what the folder is, not how it is called.
std::int64_t key_of(const pg::file_identity& folder, std::string_view name)
{
    const auto hash =
        sha256_of(fmt::format("sdp export {} {} {}", folder.device, folder.number, name));
    constexpr std::size_t digits = 16;
    std::uint64_t key = 0;
    for (const char digit : hash.substr(0, digits)) {
        key = key * digits +
              static_cast<std::uint64_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    return static_cast<std::int64_t>(key);
}

// Removes what is left of one export whose session has died, or only its marker where it committed.
void remove_left(pg::session& session, const pg::descriptor& folder, const std::string& target)
{
    const auto names = pg::names_beside(target);
    const auto marker = pg::parsed_marker(pg::small_file(folder, names.marker.c_str()));
    std::string fate = "aborted";
    if (marker) {
        fate = session.run(fate_of, std::to_string(marker->transaction))
                   .one<std::optional<std::string>>()
                   .value_or("unknown");
    }
    if (fate == "in progress") {
        return;
    }
    bool gone = pg::remove_tree(folder, names.work.c_str());
    // What somebody else has put there meanwhile is not ours, and a file too many is better than
    // one too few.
    if (fate == "aborted" && marker && marker->written &&
        pg::identity_of(folder, target.c_str()) == marker->written) {
        gone = pg::remove_tree(folder, target.c_str()) && gone;
    }
    if (gone) {
        (void)pg::remove_tree(folder, names.marker.c_str());
    }
}

// Of one folder, what dead sessions have left.
std::int32_t clean_folder(pg::session& session, const pg::export_place& place,
                          const pg::descriptor& folder)
{
    std::int32_t count = 0;
    const auto identity = pg::identity_of(folder);
    for (const auto& name : pg::names_in(folder, place)) {
        const auto target = pg::target_of_marker(name);
        if (!target || pg::is_exporting_to(identity, *target)) {
            continue;
        }
        // Held to the transaction's end: a lock of the session would outlive an error.
        if (!session.run(lock_place, key_of(identity, *target)).one<bool>()) {
            continue;
        }
        // Its session may have ended well just now.
        if (pg::identity_of(folder, name.c_str())) {
            remove_left(session, folder, *target);
            ++count;
        }
        pg::check_for_interrupts();
    }
    if (count > 0) {
        pg::sync_folder(folder, place);
    }
    return count;
}

std::int32_t clean_below(pg::session& session, const pg::export_place& place, int depth)
{
    constexpr int deepest = 20;
    const auto folder = pg::open_folder(place);
    if (!folder.is_open()) {
        return 0; // Removed meanwhile, or closed to the server.
    }
    auto count = clean_folder(session, place, folder);
    for (const auto& name : pg::names_in(folder, place)) {
        pg::check_for_interrupts();
        if (depth < deepest && pg::is_folder(folder, name.c_str())) {
            auto inner = place;
            inner.folders.push_back(name);
            count += clean_below(session, inner, depth + 1);
        }
    }
    return count;
}

// The folder of the place, for this transaction's export alone.
pg::descriptor take_place(pg::session& session, const pg::export_place& place)
{
    auto folder = pg::require_folder(place);
    if (!session.run(lock_place, key_of(pg::identity_of(folder), place.name)).one<bool>()) {
        throw error{sqlstate::export_under_way,
                    fmt::format("another session exports to {}", quoted_entry_name(place.path())),
                    "Its transaction has not ended.", "Try again, or choose another path."};
    }
    clean_folder(session, place, folder);
    if (pg::identity_of(folder, place.name.c_str())) {
        throw error{sqlstate::export_path_refused,
                    fmt::format("cannot export to {}", quoted_entry_name(place.path())),
                    "There is a file or folder of that name.", "Choose another path."};
    }
    return folder;
}

} // namespace

void write_zip_export(pg::session& session, const pg::export_place& place, std::string_view zip)
{
    const auto folder = take_place(session, place);
    pg::export_to(place, folder, [&](const std::string& name) {
        pg::write_file(folder, place.path(), name, zip);
    });
}

void write_folder_export(pg::session& session, const pg::export_place& place,
                         const std::vector<package_file>& files)
{
    const auto folder = take_place(session, place);
    pg::export_to(place, folder, [&](const std::string& name) {
        pg::write_folder(folder, place.path(), name, files);
    });
}

std::int32_t clean_exports(pg::session& session)
{
    pg::refuse_read_only("sdp.clean_exports()");
    const auto place = pg::export_directory_itself();
    (void)pg::require_folder(place);
    return clean_below(session, place, 0);
}

} // namespace sdp::engine
