#pragma once
#include "pg/export_writing.hpp"

// Exports of transactions that are under way. One that is rolled back, to a savepoint too, takes
// its files with it. For a session that dies there is a marker beside each target, written before
// anything else and removed at commit; engine/exports.hpp cleans up by it.
namespace sdp::pg {

// To be called once, when the library is loaded.
void watch_exports();

// Names beside the target, for this database of this cluster alone.
struct export_names {
    // Where the export is written.
    std::string work;
    // There as long as the transaction has not ended.
    std::string marker;
};
export_names names_beside(std::string_view target);
// The target that a marker of this database stands for; nothing for another name.
std::optional<std::string> target_of_marker(std::string_view name);

// What a marker says: the transaction and, once it is written, what was renamed to the target.
struct marker_content {
    std::uint64_t transaction = 0;
    std::optional<file_identity> written;
};
// Nothing where it is not written to its end: then nothing else was.
std::optional<marker_content> parsed_marker(const std::string& text);

// Whether this transaction has an export there.
bool is_exporting_to(const file_identity& folder, std::string_view name);

// Writes an export to its place, for this transaction: SD217 where the name is taken. `write` makes
// the file or folder of the name that it is given.
template <typename Write>
void export_to(const export_place& place, const descriptor& folder, Write write);

// Its steps.
void begin_export(const export_place& place, const descriptor& folder);
void end_export(const export_place& place, const descriptor& folder);

template <typename Write>
void export_to(const export_place& place, const descriptor& folder, Write write)
{
    begin_export(place, folder);
    write(names_beside(place.name).work);
    end_export(place, folder);
}

} // namespace sdp::pg
