#pragma once
#include "pg/arguments.hpp"

#include <string>

namespace sdp::test {

inline Datum null_result(const pg::arguments& call)
{
    call.info()->isnull = true;
    return 0;
}

// Counts its living objects, so that a frame that was jumped over shows. Holds memory of its own,
// so that it shows in the backend's size as well.
class counted {
public:
    counted() : memory_(1000, 'x') { ++live; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;
    ~counted() { --live; }

    static inline int live = 0;

private:
    std::string memory_;
};

} // namespace sdp::test
