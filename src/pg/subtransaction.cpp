#include "pg/subtransaction.hpp"

namespace sdp::pg {

savepoint::savepoint() : memory_(CurrentMemoryContext), owner_(CurrentResourceOwner)
{
    call([] { BeginInternalSubTransaction(nullptr); });
    open_ = true;
}

savepoint::~savepoint()
{
    if (!open_) {
        return;
    }
    // Only while another exception unwinds. Rolling back raises only when the server itself is
    // broken, and then the transaction's own abort cleans up.
    try {
        roll_back();
    } catch (...) { // also bad_alloc: what leaves a destructor ends the server
        CurrentResourceOwner = owner_;
    }
}

void savepoint::release()
{
    call([] { ReleaseCurrentSubTransaction(); });
    open_ = false;
    MemoryContextSwitchTo(memory_);
    CurrentResourceOwner = owner_;
}

void savepoint::roll_back()
{
    open_ = false;
    call([] { RollbackAndReleaseCurrentSubTransaction(); });
    MemoryContextSwitchTo(memory_);
    CurrentResourceOwner = owner_;
}

server_error server_error_from(const sdp::error& error)
{
    const auto code = error.sqlstate;
    server_error result{.sqlerrcode = MAKE_SQLSTATE(code[0], code[1], code[2], code[3], code[4]),
                        .message = error.message};
    if (!error.detail.empty()) {
        result.detail = error.detail;
    }
    if (!error.hint.empty()) {
        result.hint = error.hint;
    }
    return result;
}

} // namespace sdp::pg
