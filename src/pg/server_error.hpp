#pragma once
#include "core/error.hpp"

#include <optional>
#include <string>

namespace sdp::pg {

// A PostgreSQL error on its way through C++ frames: a copy of all that its ErrorData said, on the
// C++ heap. It does not derive from std::exception, so that no catch of that kind can end it; only
// boundary() and subtransaction() catch it.
struct server_error {
    int sqlerrcode = 0;
    std::string message;
    std::optional<std::string> detail{};
    std::optional<std::string> detail_log{};
    std::optional<std::string> hint{};
    std::optional<std::string> context{};
    std::optional<std::string> schema_name{};
    std::optional<std::string> table_name{};
    std::optional<std::string> column_name{};
    std::optional<std::string> datatype_name{};
    std::optional<std::string> constraint_name{};
    std::optional<std::string> internal_query{};
    int cursor_position = 0;
    int internal_position = 0;
    // Static strings of the server: where the error was raised.
    const char* file_name = nullptr;
    const char* function_name = nullptr;
    int line_number = 0;

    // True for classes that no one may end: 40 (rollback), 53 (resources), 57 (operator
    // intervention), 58 (system) and XX (internal).
    [[nodiscard]] bool must_be_passed_on() const;
    // The five characters of the SQLSTATE.
    [[nodiscard]] std::string sqlstate() const;
};

} // namespace sdp::pg
