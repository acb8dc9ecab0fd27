#include "core/sqlstates.hpp"

#include "install/repairs.hpp"

#include "install/health.hpp"
#include "install/notices.hpp"
#include "pg/subtransaction.hpp"

namespace sdp::install {

namespace {

// Of a CHECK that rows break: the first of them. Empty where the table has no id, or the definition
// is no CHECK.
std::string breaking_rows(pg::session& session, const problem& one)
{
    const auto check = one.repair.find(" CHECK ");
    const auto table = one.object.substr(0, one.object.rfind('.'));
    if (check == std::string::npos || !is_present(table + ".id")) {
        return {};
    }
    const auto sql = fmt::format(
        "SELECT pg_catalog.string_agg(b.id::pg_catalog.text, ', ') FROM (SELECT t.id FROM {} t"
        " WHERE NOT ({}) LIMIT 3) b",
        table, one.repair.substr(check + std::string_view(" CHECK ").size()));
    const auto ids = session.run_text(sql.c_str()).one<std::optional<std::string>>();
    return ids ? fmt::format(" Rows that break it have the id {}.", *ids) : std::string();
}

bool put_back(pg::session& session, const problem& one)
{
    const auto named = fmt::format("{} {}", one.kind, one.object);
    const auto failure = pg::subtransaction([&] { session.run_text(one.repair.c_str()); });
    if (!failure) {
        give_notice(fmt::format("{} was missing, and is put back", named));
        return true;
    }
    const bool broken = failure->sqlerrcode == ERRCODE_CHECK_VIOLATION;
    give_warning(fmt::format("{} is missing, and could not be put back", named),
                 fmt::format("The server says: {}.{}", failure->message,
                             broken ? breaking_rows(session, one) : std::string()),
                 fmt::format("Mend the rows, then run: {}.", one.repair));
    return false;
}

} // namespace

int put_back_what_is_missing(pg::session& session)
{
    int count = 0;
    for (const auto& one : installation_problems(session, false)) {
        if (one.kind == "table") {
            throw error{sqlstate::name_taken, fmt::format("table {} is missing", one.object),
                        "Schema sdp_engine belongs to an installation whose tables were dropped.",
                        "Restore the table, or begin anew after DROP SCHEMA sdp_engine CASCADE."};
        }
        if (one.repaired_by_install) {
            count += put_back(session, one) ? 1 : 0;
        } else if (one.kind == "view" || one.kind == "trigger") {
            give_notice(fmt::format("{} {} {}, and is put back", one.kind, one.object, one.what));
            ++count;
        } else if (one.kind != "owner of") {
            give_warning(fmt::format("{} {} {}", one.kind, one.object, one.what),
                         "install() puts back only what is missing.", one.repair + ".");
        }
    }
    return count;
}

} // namespace sdp::install
