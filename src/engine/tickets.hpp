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
    // For a worker.
    bool waiting = false;
    // Which try this is, from 1.
    int attempt = 1;
    // While it is open: since when it waits, or when its lease ends.
    std::optional<pg::timestamp> due_at{};
    std::optional<std::string> outcome{};
    std::optional<stage_status> leads_to{};
    // What the first report on it returned; nothing before that.
    std::optional<uuid> generation{};
    bool applied = false;
    std::optional<std::string> error_code{};
    std::optional<std::string> message{};
};

std::optional<ticket> find_ticket(pg::session& session, const uuid& id);
// The same, or SD104; SD210 for one that no worker holds.
ticket require_workers_ticket(pg::session& session, const uuid& id);
// The open ticket of a stage, else the one closed last; nothing when it never had any.
std::optional<ticket> latest_ticket(pg::session& session, const uuid& stage_id);

// What a worker is asked to do.
struct generation_request {
    uuid provider;
    std::string model;
    std::string prompt_template;
    std::optional<std::string> user_input{};
    // Its estimate, which counts against the owner's budget while the ticket is open.
    std::optional<pg::numeric_datum> reserved_cost{};
    // Who has it from the start; nothing: it waits.
    std::optional<std::string> worker{};
    // Now for what waits, else the end of the worker's lease.
    pg::timestamp due_at;
};
uuid open_worker_ticket(pg::session& session, const uuid& project, const uuid& stage_id,
                        stage_status from, const generation_request& what);
// Gives a ticket that waits to a worker.
void give_ticket(pg::session& session, const uuid& id, std::string_view worker,
                 pg::timestamp lease_end);
// Moves the end of an open ticket's lease; false where the ticket is closed or waits.
bool extend_ticket(pg::session& session, const uuid& id, pg::timestamp lease_end);
// Closes a ticket as timed out; where the stage goes, unless another attempt follows.
stage_status close_expired_ticket(pg::session& session, const ticket& what,
                                  std::string_view message);
// Opens a ticket that waits, at the old one's place in the queue, for the next try of a job.
void open_next_attempt(pg::session& session, const uuid& closed_ticket);
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
