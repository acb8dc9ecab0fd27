#include "install/functions.hpp"

#include "pg/identity.hpp"

extern "C" {
#include "access/table.h"
#include "commands/alter.h"
}

namespace sdp::install {

namespace {

// Only functions that belong to who runs the script: he has made them, in this script or in one
// before. What somebody else has put into the extension is not handed to anyone. By oid, not by
// name.
constinit pg::statement members_to_give{R"(
    SELECT p.oid
    FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_proc p ON p.oid {=} d.objid
    WHERE d.classid {=} $1 AND d.refclassid {=} $2 AND d.refobjid {=} $3 AND d.deptype {=} 'e'
        AND p.proowner {=} $4 AND p.proowner {<>} $5
        AND p.proname {<>} 'install' AND p.proname {<>} 'run_script'
    ORDER BY p.oid)"_sql,
                                        {OIDOID, OIDOID, OIDOID, OIDOID, OIDOID}};

// Where default privileges take install() from PUBLIC. Recorded as the extension's own, so that a
// dump leaves it out: who restores it is not the function's owner.
constinit pg::statement missing_grant{R"(
    SELECT pg_catalog.concat('GRANT EXECUTE ON FUNCTION sdp.install() TO ',
        pg_catalog.quote_ident(r.rolname))
    FROM pg_catalog.pg_roles r
    WHERE r.oid {=} $1
        AND NOT pg_catalog.has_function_privilege(r.oid, 'sdp.install()', 'EXECUTE'))"_sql,
                                      {OIDOID}};

// What is not everybody's to execute. Taken here and not in the script, after the function has its
// owner: the extension then records the rights as they will be, and a dump leaves them out (giving
// a function away afterwards leaves PostgreSQL 16 with a record of the old owner's). Once: where
// they are recorded already, an update must not take what an administrator has granted.
constinit pg::statement public_rights_to_take{R"(
    SELECT pg_catalog.concat('REVOKE EXECUTE ON FUNCTION ', p.oid::pg_catalog.regprocedure, ' FROM PUBLIC')
    FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_proc p ON p.oid {=} d.objid
    WHERE d.classid {=} $1 AND d.refclassid {=} $2 AND d.refobjid {=} $3 AND d.deptype {=} 'e'
        AND p.proname {=} 'try_ddl'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_init_privs i
                        WHERE i.classoid {=} $1 AND i.objoid {=} p.oid)
    ORDER BY p.oid)"_sql,
                                              {OIDOID, OIDOID, OIDOID}};

void give(Oid function, Oid owner)
{
    pg::call([=] {
        Relation const procedures = table_open(ProcedureRelationId, RowExclusiveLock);
#if PG_VERSION_NUM >= 170000
        AlterObjectOwner_internal(ProcedureRelationId, function, owner);
#else
        AlterObjectOwner_internal(procedures, function, owner);
#endif
        table_close(procedures, NoLock);
        CommandCounterIncrement();
    });
}

} // namespace

void give_functions_to_owner(pg::session& session)
{
    const Oid owner = pg::system_owner();
    const auto found = session.run(
        members_to_give, pg::oid_value(ProcedureRelationId), pg::oid_value(ExtensionRelationId),
        pg::oid_value(CurrentExtensionObject), pg::oid_value(GetUserId()), pg::oid_value(owner));
    std::vector<Oid> functions;
    for (std::size_t i = 0; i < found.size(); ++i) {
        functions.push_back(DatumGetObjectId(std::get<0>(found.row<pg::oid_datum>(i)).datum));
    }
    for (const Oid function : functions) {
        give(function, owner);
    }
    if (const auto grant = session.run(missing_grant, pg::oid_value(owner)).first<std::string>()) {
        session.run_text(grant->c_str());
    }
}

void take_functions_from_public(pg::session& session)
{
    const auto found =
        session.run(public_rights_to_take, pg::oid_value(ProcedureRelationId),
                    pg::oid_value(ExtensionRelationId), pg::oid_value(CurrentExtensionObject));
    std::vector<std::string> statements;
    for (std::size_t i = 0; i < found.size(); ++i) {
        statements.push_back(std::get<0>(found.row<std::string>(i)));
    }
    for (const auto& statement : statements) {
        session.run_text(statement.c_str());
    }
}

} // namespace sdp::install
