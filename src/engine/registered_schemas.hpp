#pragma once
#include "core/schema/compiler.hpp"

#include "pg/spi.hpp"

// The schemas of sdp_engine.schemas: the stages' and those that applications register.
namespace sdp::engine {

// The program of a registered schema as the caller's statement sees it; kept by the session, and
// compiled anew when it or one that it refers to has changed. Runs as the system's owner. SD108
// where there is none of that name, SD213 where it is not valid (any more).
std::shared_ptr<const schema_program> registered_program(std::string_view name,
                                                         const schema_options& options);

// SD202 for a blank name, SD210 for one too long, SD213 for a schema that could not be used: not
// valid against its meta-schema, not compilable, or referring to what is neither in it nor
// registered.
void require_registrable(pg::session& session, const std::string& name, pg::jsonb_datum schema);

} // namespace sdp::engine
