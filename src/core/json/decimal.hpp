#pragma once
#include "core/plain.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sdp {

// An exact decimal number: coefficient times 10 to the power of exponent. The coefficient does not
// end in zeros; that of zero is 0, with exponent 0.
class decimal {
public:
    decimal() = default;
    decimal(bool negative, std::uint64_t coefficient, std::int64_t exponent);

    // From digits alone, any number of them, zeros at either end allowed.
    static decimal from_digits(bool negative, std::string_view digits, std::int64_t exponent);
    // From the text of a JSON number; nothing where it is none, or its exponent has more than nine
    // digits.
    static std::optional<decimal> from_text(std::string_view text);

    [[nodiscard]] bool is_zero() const { return long_digits_.empty() && coefficient_ == 0; }
    [[nodiscard]] bool is_negative() const { return negative_; }
    [[nodiscard]] bool is_integer() const { return exponent_ >= 0; }
    // The value where it is an integer from 0 to `most`.
    [[nodiscard]] std::optional<std::uint64_t> as_count(std::uint64_t most) const;
    // Whether an integer times `divisor`, which is not zero, gives this.
    [[nodiscard]] bool is_multiple_of(const decimal& divisor) const;
    // As people write it, without an exponent up to 21 digits.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::size_t hash() const;

    std::strong_ordering operator<=>(const decimal& other) const;
    bool operator==(const decimal& other) const
    {
        return negative_ == other.negative_ && exponent_ == other.exponent_ &&
               coefficient_ == other.coefficient_ && long_digits_ == other.long_digits_;
    }

private:
    [[nodiscard]] std::string digits() const;
    [[nodiscard]] std::strong_ordering compare_magnitude(const decimal& other) const;

    bool negative_ = false;
    std::int64_t exponent_ = 0;
    // Up to 18 digits; more of them are in long_digits_, and this is 0.
    std::uint64_t coefficient_ = 0;
    std::string long_digits_{};
};

} // namespace sdp
