#pragma once
#include "core/content/place.hpp"
#include "core/finding.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What sdp.try_ddl() says about DDL; src/pg/ddl_trial.cpp runs it.
namespace sdp {

// A statement that was not simply carried out.
struct ddl_problem {
    enum class kind {
        // Not run: it is not of those that are run at all.
        refused,
        // Not run either, but nothing of the DDL's own is missing without it.
        passed_over,
        failed,
    };
    kind what = kind::refused;
    // Its number, from 1, and what it is: CREATE TABLE.
    int number = 0;
    std::string command;
    text_place place{};
    // Why it was refused, as a clause; or the server's message.
    std::string message{};
    std::string sqlstate{};
    std::string detail{};
    std::string hint{};
};

// What a trial came to.
struct ddl_trial {
    // Set where the text is not SQL; then nothing was run.
    std::optional<content_fault> fault{};
    std::vector<ddl_problem> problems{};
    int statements = 0;
    // How many of them were looked at before the time was over.
    int reached = 0;
    bool timed_out = false;
};

// More statements than this are not run.
inline constexpr int most_ddl_statements = 10'000;

// The DDL of a project, and where in the stage's data it is: a JSON pointer, empty for an output.
struct ddl_source {
    std::string text;
    std::string path;
};

// The one finding where there is nothing to try, and why.
[[nodiscard]] finding ddl_not_tried(std::string_view why);
// The findings of a trial, in the order of the statements.
[[nodiscard]] std::vector<finding> findings_of(const ddl_trial& trial, const ddl_source& source,
                                               int milliseconds);

// In a trial, schemas have other names: "public" the name `prefix`, those that the DDL makes
// `prefix`_1, `prefix`_2 and so on. A message with the names that the DDL has for them.
[[nodiscard]] std::string with_own_schema_names(std::string_view message, std::string_view prefix,
                                                std::span<const std::string> made);

} // namespace sdp
