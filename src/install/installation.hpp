#pragma once
#include <string_view>

// Making the tables, and bringing them up to date: on a first installation, at an update, after the
// restore of an older dump or of a dump's schema alone.
namespace sdp::install {

// Returns installed (a fresh one), updated (a migration was run), repaired (something was missing
// and came back, each told by a notice) or unchanged. Works in the cage, as the owner of schema
// sdp.
std::string_view install();

// The body of a script of the extension: functions go to their owner, then install(), unless a dump
// is being restored, which brings the tables: skipped. SD402 when it is called outside a script of
// this extension.
std::string_view run_script();

} // namespace sdp::install
