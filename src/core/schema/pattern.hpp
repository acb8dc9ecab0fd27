#pragma once
#include "core/plain.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sdp {

// A regular expression of JSON Schema: ECMA-262 with its u flag, run by PCRE2. It is looked for
// anywhere in a text.
class pattern {
public:
    // Nothing for what is no regular expression of ECMA-262, or uses what PCRE2 does not have;
    // `fault` then says what and where.
    static std::optional<pattern> compiled(std::string_view source, std::string& fault);

    // Whether the text, which is UTF-8, contains a match. Throws SD212 when that takes more steps
    // or memory than a regular expression may.
    [[nodiscard]] bool matches(std::string_view text) const;

    [[nodiscard]] const std::string& source() const { return source_; }

private:
    struct code;
    pattern(std::string_view source, std::shared_ptr<const code> program);

    std::string source_;
    std::shared_ptr<const code> program_;
};

// The regular expression in PCRE2's syntax; nothing, and why, where it is none of ECMA-262.
[[nodiscard]] std::optional<std::string> rewritten_pattern(std::string_view source,
                                                           std::string& fault);

} // namespace sdp
