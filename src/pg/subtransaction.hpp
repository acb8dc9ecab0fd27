#pragma once
#include "core/error.hpp"

#include "pg/call.hpp"

namespace sdp::pg {

// A savepoint around C++ code, and the only place that may end a PostgreSQL error: begins on
// construction; release() keeps what was done; destroyed without it, everything since is undone.
class savepoint {
public:
    savepoint();
    ~savepoint();
    savepoint(const savepoint&) = delete;
    savepoint& operator=(const savepoint&) = delete;
    void release();
    void roll_back();

private:
    MemoryContext memory_;
    ResourceOwner owner_;
    bool open_ = false;
};

// An error of ours in the shape of the server's, so that a caller sees one kind.
server_error server_error_from(const sdp::error& error);

enum class outcome { kept, undone };

// The body of the two functions below: `of_success` says what becomes of what has succeeded.
template <typename Body>
std::optional<server_error> run_within(savepoint& point, outcome of_success, Body& body)
{
    try {
        body();
        if (of_success == outcome::kept) {
            point.release();
        } else {
            point.roll_back();
        }
        return std::nullopt;
    } catch (const server_error& error) {
        point.roll_back();
        if (error.must_be_passed_on()) {
            throw;
        }
        return error;
    } catch (const sdp::error& error) {
        point.roll_back();
        return server_error_from(error);
    }
}

// Runs `body` in a subtransaction. Returns nothing when it succeeded; what it threw when it failed
// and was undone. Errors that no one may end (server_error::must_be_passed_on) and exceptions that
// are neither ours nor the server's are passed on after undoing.
template <typename Body> std::optional<server_error> subtransaction(Body body)
{
    savepoint point;
    return run_within(point, outcome::kept, body);
}

// The same for code that only looks: it cannot write (25006), and whatever it did is undone, where
// it succeeded as well.
template <typename Body> std::optional<server_error> look(Body body)
{
    savepoint point;
    // Ends with the subtransaction; within one nobody can take it back.
    XactReadOnly = true;
    return run_within(point, outcome::undone, body);
}

} // namespace sdp::pg
