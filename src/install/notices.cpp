#include "install/notices.hpp"

#include "pg/call.hpp"

namespace sdp::install {

void give_notice(const std::string& text)
{
    const char* const message = text.c_str();
    pg::call([message] { ereport(NOTICE, (errmsg_internal("%s", message))); });
}

void give_warning(const std::string& text, const std::string& detail, const std::string& hint)
{
    const char* const message = text.c_str();
    const char* const more = detail.c_str();
    const char* const advice = hint.c_str();
    pg::call([=] {
        ereport(WARNING, (errmsg_internal("%s", message), errdetail_internal("%s", more),
                          errhint("%s", advice)));
    });
}

} // namespace sdp::install
