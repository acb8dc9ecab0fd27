#include "core/archive/entry_names.hpp"
#include "core/sqlstates.hpp"

#include "pg/export_journal.hpp"

#include "pg/boundary.hpp"

#include <charconv>

extern "C" {
#include "access/xlog.h"
}

namespace sdp::pg {

namespace {

struct pending_export {
    export_place place;
    file_identity folder;
    // The innermost subtransaction that it belongs to.
    SubTransactionId owner;
    std::optional<file_identity> written;
};

// Made when first needed and never destroyed: a library of a backend has no end to run code at.
std::vector<pending_export>& pending()
{
    static auto* const instance = new std::vector<pending_export>;
    return *instance;
}

std::string own_part()
{
    return fmt::format("{}-{}-", GetSystemIdentifier(), MyDatabaseId);
}

// Where something cannot be removed now, its marker stays, and a later export or clean_exports()
// removes it.
void take_back(const pending_export& one)
{
    const auto folder = open_folder(one.place);
    if (!folder.is_open()) {
        return;
    }
    const auto names = names_beside(one.place.name);
    bool gone = remove_tree(folder, names.work.c_str());
    const char* const target = one.place.name.c_str();
    if (one.written && identity_of(folder, target) == one.written) {
        gone = remove_tree(folder, target) && gone;
    }
    if (gone) {
        (void)remove_tree(folder, names.marker.c_str());
    }
}

void keep(const pending_export& one)
{
    const auto folder = open_folder(one.place);
    if (folder.is_open()) {
        (void)remove_tree(folder, names_beside(one.place.name).marker.c_str());
    }
}

void transaction_ended(XactEvent event)
{
    if (pending().empty()) {
        return;
    }
    switch (event) {
    case XACT_EVENT_COMMIT:
        std::for_each(pending().begin(), pending().end(), keep);
        pending() = {};
        break;
    case XACT_EVENT_ABORT:
        std::for_each(pending().begin(), pending().end(), take_back);
        pending() = {};
        break;
    case XACT_EVENT_PRE_PREPARE:
        throw error{sqlstate::export_unprepared,
                    "cannot PREPARE a transaction that has exported a package",
                    "Its files go when it is rolled back, which another session could do.",
                    "Export in a transaction of its own."};
    default:
        break;
    }
}

void subtransaction_ended(SubXactEvent event, SubTransactionId ended, SubTransactionId parent)
{
    if (event == SUBXACT_EVENT_ABORT_SUB) {
        std::erase_if(pending(), [ended](const pending_export& one) {
            if (one.owner == ended) {
                take_back(one);
            }
            return one.owner == ended;
        });
    } else if (event == SUBXACT_EVENT_COMMIT_SUB) {
        for (auto& one : pending()) {
            one.owner = one.owner == ended ? parent : one.owner;
        }
    }
}

} // namespace

extern "C" {

static void on_export_transaction_event(XactEvent event, void* /*argument*/)
{
    boundary([event] { transaction_ended(event); });
}

static void on_export_subtransaction_event(SubXactEvent event, SubTransactionId ended,
                                           SubTransactionId parent, void* /*argument*/)
{
    boundary([event, ended, parent] { subtransaction_ended(event, ended, parent); });
}

} // extern "C"

void watch_exports()
{
    RegisterXactCallback(on_export_transaction_event, nullptr);
    RegisterSubXactCallback(on_export_subtransaction_event, nullptr);
}

export_names names_beside(std::string_view target)
{
    return {.work = fmt::format(".sdp-writing-{}{}", own_part(), target),
            .marker = fmt::format(".sdp-uncommitted-{}{}", own_part(), target)};
}

std::optional<std::string> target_of_marker(std::string_view name)
{
    const auto prefix = names_beside("").marker;
    if (!name.starts_with(prefix) || name.size() == prefix.size()) {
        return std::nullopt;
    }
    return std::string(name.substr(prefix.size()));
}

std::optional<marker_content> parsed_marker(const std::string& text)
{
    std::array<std::uint64_t, 3> numbers{};
    std::size_t count = 0;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (count < numbers.size()) {
        const auto [next, problem] = std::from_chars(at, end, numbers[count]);
        if (problem != std::errc() || next == end) {
            break;
        }
        ++count;
        at = next + 1;
    }
    if (count == 0) {
        return std::nullopt;
    }
    marker_content content{.transaction = numbers[0], .written = std::nullopt};
    if (count == numbers.size()) {
        content.written = file_identity{numbers[1], numbers[2]};
    }
    return content;
}

bool is_exporting_to(const file_identity& folder, std::string_view name)
{
    return std::any_of(pending().begin(), pending().end(), [&](const pending_export& one) {
        return one.folder == folder && one.place.name == name;
    });
}

void begin_export(const export_place& place, const descriptor& folder)
{
    const auto transaction = call([] {
        const auto id = U64FromFullTransactionId(GetTopFullTransactionId());
        // After a crash the server must know the number, or give it to another transaction: what
        // this one has logged (the project's lock at least) says that it is taken.
        XLogFlush(XactLastRecEnd);
        // The marker goes once the transaction has committed, which must not be undone by a crash
        // then: synchronous_commit = off does not count.
        ForceSyncCommit();
        return id;
    });
    pending().push_back({.place = place,
                         .folder = identity_of(folder),
                         .owner = GetCurrentSubTransactionId(),
                         .written = std::nullopt});
    write_file(folder, place.path(), names_beside(place.name).marker,
               fmt::format("{}\n", transaction));
    sync_folder(folder, place);
}

void end_export(const export_place& place, const descriptor& folder)
{
    const auto names = names_beside(place.name);
    const auto written = identity_of(folder, names.work.c_str());
    if (!written) {
        throw std::logic_error("an export was not written");
    }
    append_to_file(folder, place.path(), names.marker,
                   fmt::format("{} {}\n", written->device, written->number));
    pending().back().written = written;
    if (!rename_to_place(folder, place, names.work)) {
        throw error{sqlstate::export_path_refused,
                    fmt::format("cannot export to {}", quoted_entry_name(place.path())),
                    "There is a file or folder of that name.", "Choose another path."};
    }
    sync_folder(folder, place);
}

} // namespace sdp::pg
