#pragma once
#include "pg/value.hpp"

#include <optional>

namespace sdp::pg {

// What a statement can see: two equal marks of one session see the same rows.
struct snapshot_mark {
    LocalTransactionId transaction;
    SubTransactionId subtransaction;
    // Commands of this transaction.
    CommandId command;
    // Other transactions: when one ends after a snapshot was taken, either the end of those that
    // had ended moves (xmax), or there is one less among those that ran before it. (The server's
    // own snapXactCompletionCount is lost when an active snapshot is copied.)
    TransactionId end;
    std::uint32_t running;
    std::int32_t running_in_recovery;

    bool operator==(const snapshot_mark&) const = default;
};

// The mark of the snapshot that the caller's statement runs under; nothing where it has none that
// can be told from others.
std::optional<snapshot_mark> mark_of_snapshot();

// Whether it is this transaction, or one of its subtransactions that was not rolled back.
bool is_current(transaction_id writer);

} // namespace sdp::pg
