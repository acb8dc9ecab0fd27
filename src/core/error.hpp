#pragma once
#include "core/plain.hpp"

#include <string>
#include <string_view>

namespace sdp {

// A refusal by a rule of ours: what the core throws and the shim reports to the client.
// `sqlstate` is one of core/sqlstates.hpp; `message` follows PostgreSQL's style guide (lower case,
// no full stop, the object named); `detail` says what was found and `hint` what to do, both in
// whole sentences, empty where there is nothing to say.
struct error {
    std::string_view sqlstate;
    std::string message;
    std::string detail{};
    std::string hint{};
};

} // namespace sdp
