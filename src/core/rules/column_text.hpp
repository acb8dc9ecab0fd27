#pragma once
#include "core/plain.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sdp {

// A column in SQL's words, of which DBML and Prisma have others: varchar(255) [not null],
// DateTime? @default(now()), "uuid, unique".
struct column_text {
    std::string sql;
    // What has no words in SQL.
    std::vector<std::string> left_out{};
};
[[nodiscard]] column_text column_text_in(std::string_view text);

} // namespace sdp
