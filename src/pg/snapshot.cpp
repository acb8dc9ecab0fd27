#include "pg/snapshot.hpp"

extern "C" {
#include "storage/proc.h"
#include "utils/snapmgr.h"
}

namespace sdp::pg {

// Nothing in here raises.
std::optional<snapshot_mark> mark_of_snapshot()
{
    const Snapshot snapshot = ActiveSnapshotSet() ? GetActiveSnapshot() : nullptr;
    if (snapshot == nullptr || snapshot->snapshot_type != SNAPSHOT_MVCC) {
        return std::nullopt;
    }
#if PG_VERSION_NUM >= 170000
    const LocalTransactionId transaction = MyProc->vxid.lxid;
#else
    const LocalTransactionId transaction = MyProc->lxid;
#endif
    return snapshot_mark{transaction,      GetCurrentSubTransactionId(),
                         snapshot->curcid, snapshot->xmax,
                         snapshot->xcnt,   snapshot->subxcnt};
}

bool is_current(transaction_id writer)
{
    return call([&] { return TransactionIdIsCurrentTransactionId(writer.id); });
}

} // namespace sdp::pg
