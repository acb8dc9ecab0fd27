#include "pg/transaction_memory.hpp"

#include "pg/boundary.hpp"

#include <unordered_map>

namespace sdp::pg {

namespace {

struct memory {
    // The innermost subtransaction in which the lock was taken and is not rolled back.
    std::unordered_map<uuid, SubTransactionId, uuid_hash> locks;
    std::unordered_map<std::string, uuid> commands;
};

// Made when first needed and never destroyed: a library of a backend has no end to run code at.
memory& remembered()
{
    static memory* const instance = new memory;
    return *instance;
}

void forget_all()
{
    // Given back rather than cleared: clear() keeps the buckets of the largest transaction so far.
    remembered() = memory{};
}

void subtransaction_ended(SubXactEvent event, SubTransactionId ended, SubTransactionId parent)
{
    auto& locks = remembered().locks;
    if (event == SUBXACT_EVENT_ABORT_SUB) {
        std::erase_if(locks, [ended](const auto& entry) { return entry.second == ended; });
    } else if (event == SUBXACT_EVENT_COMMIT_SUB) {
        for (auto& [project, holder] : locks) {
            if (holder == ended) {
                holder = parent;
            }
        }
    }
}

} // namespace

extern "C" {

static void on_transaction_event(XactEvent event, void* /*argument*/)
{
    boundary([event] {
        switch (event) {
        case XACT_EVENT_COMMIT:
        case XACT_EVENT_ABORT:
        case XACT_EVENT_PREPARE:
            forget_all();
            break;
        default:
            break;
        }
    });
}

static void on_subtransaction_event(SubXactEvent event, SubTransactionId ended,
                                    SubTransactionId parent, void* /*argument*/)
{
    boundary([event, ended, parent] { subtransaction_ended(event, ended, parent); });
}

} // extern "C"

void watch_transactions()
{
    RegisterXactCallback(on_transaction_event, nullptr);
    RegisterSubXactCallback(on_subtransaction_event, nullptr);
}

bool holds_lock(const uuid& project)
{
    return remembered().locks.contains(project);
}

void remember_lock(const uuid& project)
{
    remembered().locks.emplace(project, GetCurrentSubTransactionId());
}

bool is_first_of_command(const uuid& group, std::string_view what, CommandId command,
                         const uuid& row)
{
    std::string key(reinterpret_cast<const char*>(group.bytes.data()), group.bytes.size());
    key.append(reinterpret_cast<const char*>(&command), sizeof command);
    key += what;
    const auto [entry, is_new] = remembered().commands.try_emplace(std::move(key), row);
    return is_new || entry->second == row;
}

} // namespace sdp::pg
