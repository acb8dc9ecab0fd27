#pragma once
#include "core/stages.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

// The claims under which generations run (sdp_engine.generation_tickets). Everything here works
// under the project's lock and as the system's owner.
namespace sdp::engine {

// Who ends a ticket: the worker that a function gave it to, or the ledger's row of plain DML.
enum class ticket_kind : std::uint8_t { worker, direct };

struct ticket {
    uuid id;
    ticket_kind kind = ticket_kind::worker;
    uuid stage_id;
    int stage = 0;
    uuid project_id;
    std::optional<uuid> provider{};
    std::optional<std::string> model{};
    std::optional<std::string> prompt_template{};
    stage_status from = stage_status::active;
    bool open = false;
    std::optional<std::string> outcome{};
    std::optional<stage_status> leads_to{};
    // What the first report on it returned; nothing before that.
    std::optional<uuid> generation{};
    bool applied = false;
    std::optional<std::string> error_code{};
    std::optional<std::string> message{};
};

std::optional<ticket> find_ticket(pg::session& session, const uuid& id);
// The open ticket of a stage, else the one closed last; nothing when it never had any.
std::optional<ticket> latest_ticket(pg::session& session, const uuid& stage_id);

uuid open_worker_ticket(pg::session& session, const uuid& project, const uuid& stage_id,
                        stage_status from, const uuid& provider, std::string_view model,
                        std::string_view prompt_template,
                        const std::optional<std::string>& user_input);
// For a stage that a plain UPDATE set to generating; nothing happens where one is open already.
void open_direct_ticket(pg::session& session, const uuid& project, const uuid& stage_id,
                        stage_status from);

// Closes the stage's open direct ticket with a ledger row's outcome; where the stage goes, or
// nothing when there is no such ticket, or the row is a worker's own.
std::optional<stage_status> close_direct_ticket(pg::session& session, const uuid& stage_id,
                                                std::string_view outcome, const uuid& generation);
// Gives a closed ticket the id of the ledger row that comes late, before the row is there: so that
// the row does not end a direct generation that was begun meanwhile.
uuid name_late_ledger_row(pg::session& session, const uuid& ticket_id);
// Closes a ticket as cancelled; the stage goes where it came from: that status.
stage_status cancel_ticket(pg::session& session, const ticket& what);

// What a worker's report made of its ticket.
struct report {
    std::string outcome;
    stage_status leads_to = stage_status::active;
    uuid generation;
    bool applied = false;
    std::optional<std::string> error_code{};
    std::optional<std::string> message{};
    // A JSON object of the values that the ledger could not hold.
    std::optional<std::string> detail{};
};
void record_report(pg::session& session, const uuid& ticket_id, const report& what);

// Cancels the open ticket of each stage of the project that is generating, moving it to where it
// came from: for archiving, deleting and forced reverting.
void cancel_open_tickets(pg::session& session, const uuid& project);

} // namespace sdp::engine
