#include "pg/identity.hpp"

#include "pg/spi.hpp"

namespace sdp::pg {

Oid system_owner()
{
    return call([] {
        const Oid schema = get_namespace_oid("sdp", false);
        HeapTuple const tuple = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
        if (!HeapTupleIsValid(tuple)) {
            elog(ERROR, "cache lookup failed for schema %u", schema);
        }
        const Oid owner = reinterpret_cast<Form_pg_namespace>(GETSTRUCT(tuple))->nspowner;
        ReleaseSysCache(tuple);
        return owner;
    });
}

namespace {

constinit const as_system_owner* innermost = nullptr;

} // namespace

as_system_owner::as_system_owner() : outer_(innermost), owner_(system_owner())
{
    GetUserIdAndSecContext(&user_, &context_);
    SetUserIdAndSecContext(owner_, context_ | SECURITY_LOCAL_USERID_CHANGE);
    innermost = this;
}

as_system_owner::~as_system_owner()
{
    SetUserIdAndSecContext(user_, context_);
    innermost = outer_;
}

as_caller::as_caller()
{
    GetUserIdAndSecContext(&user_, &context_);
    Oid caller = user_;
    int context = context_;
    // Another user than the owner is somebody whom a function in between has switched to.
    for (const auto* scope = innermost; scope != nullptr && caller == scope->owner_;
         scope = scope->outer_) {
        caller = scope->user_;
        context = scope->context_;
    }
    SetUserIdAndSecContext(caller, context | SECURITY_LOCAL_USERID_CHANGE);
}

as_caller::~as_caller()
{
    SetUserIdAndSecContext(user_, context_);
}

bool load_mode(Relation relation)
{
    if (row_security || InLocalUserIdChange() || session::in_operation()) {
        return false;
    }
    return call([&] {
        return object_ownercheck(RelationRelationId, RelationGetRelid(relation), GetUserId());
    });
}

std::string session_role()
{
    const char* const name = call([] { return GetUserNameFromId(GetOuterUserId(), true); });
    return name == nullptr ? "?" : name;
}

} // namespace sdp::pg
