#pragma once
#include "pg/spi.hpp"

// What must hold before tables are made or changed.
namespace sdp::install {

// SD404 in a database that is not in UTF8.
void require_suitable_database();

// On whose behalf a script runs: the extension's owner, else who calls install(). 42501 unless that
// role has the rights of the owner of schema sdp; SD402 where a fresh installation would be made in
// somebody else's schema.
void require_rights(pg::session& session, bool fresh);

// In the cage. SD402: an object in our schemas that belongs to another role.
void require_own_objects(pg::session& session);
// In the cage, before a fresh installation. SD402: a name of ours is taken.
void require_free_names();

std::string role_name(Oid role);

} // namespace sdp::install
