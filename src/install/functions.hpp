#pragma once
#include "pg/spi.hpp"

namespace sdp::install {

// In a script of the extension: gives the functions that it has made to the owner of schema sdp,
// since only so can roles be granted them on; and lets that owner call install(), which stays the
// superuser's (its owner could alter it to run as himself).
void give_functions_to_owner(pg::session& session);

// The same for functions that not everybody may execute: takes EXECUTE from PUBLIC, once.
void take_functions_from_public(pg::session& session);

} // namespace sdp::install
