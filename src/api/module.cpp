// What PostgreSQL looks for when it loads the library.
#include "engine/installed.hpp"
#include "pg/boundary.hpp"
#include "pg/export_journal.hpp"
#include "pg/settings.hpp"
#include "pg/transaction_memory.hpp"

extern "C" {

PG_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

void _PG_init(void)
{
    sdp::pg::boundary([] {
        sdp::pg::call([] {
            sdp::pg::define_settings();
            sdp::pg::watch_transactions();
            sdp::pg::watch_exports();
            sdp::engine::watch_installation();
        });
    });
}

} // extern "C"
