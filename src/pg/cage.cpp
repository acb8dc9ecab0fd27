#include "pg/cage.hpp"

#include "pg/identity.hpp"

namespace sdp::pg {

namespace {

void set_here(const char* name, const char* value)
{
    (void)set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0,
                            false);
}

} // namespace

cage::cage() : exceptions_at_start_(std::uncaught_exceptions())
{
    const Oid owner = system_owner();
    GetUserIdAndSecContext(&user_, &context_);
    // Both are the script's: planted code may create an extension of its own in here.
    creating_extension_ = creating_extension;
    extension_ = CurrentExtensionObject;
    call([&] {
        SetUserIdAndSecContext(owner, context_ | SECURITY_LOCAL_USERID_CHANGE |
                                          SECURITY_RESTRICTED_OPERATION);
        creating_extension = false;
        settings_level_ = NewGUCNestLevel();
        set_here("search_path", "pg_catalog, pg_temp");
        set_here("row_security", "on");
        set_here("standard_conforming_strings", "on");
        set_here("default_tablespace", "");
        set_here("default_table_access_method", "heap");
    });
}

cage::~cage()
{
    // While an error unwinds, the abort of the (sub)transaction restores the settings.
    if (std::uncaught_exceptions() == exceptions_at_start_) {
        AtEOXact_GUC(false, settings_level_);
    }
    creating_extension = creating_extension_;
    CurrentExtensionObject = extension_;
    SetUserIdAndSecContext(user_, context_);
}

} // namespace sdp::pg
