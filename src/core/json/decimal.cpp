#include "core/json/decimal.hpp"

#include <charconv>
#include <functional>
#include <memory>
#include <stdexcept>

#include <openssl/bn.h>

namespace sdp {

namespace {

constexpr std::size_t most_short_digits = 18;
constexpr std::uint64_t ten = 10;

int count_digits(std::uint64_t number)
{
    int count = 1;
    while (number >= ten) {
        number /= ten;
        ++count;
    }
    return count;
}

using wide = unsigned __int128;

std::uint64_t power_of_ten_modulo(std::uint64_t exponent, std::uint64_t modulus)
{
    wide result = 1 % modulus;
    wide base = ten % modulus;
    for (; exponent > 0; exponent >>= 1U) {
        if ((exponent & 1U) != 0) {
            result = result * base % modulus;
        }
        base = base * base % modulus;
    }
    return static_cast<std::uint64_t>(result);
}

// Whether digits followed by so many zeros are divisible by a divisor of more than 18 digits.
bool is_divisible(std::string digits, std::int64_t zeros, const std::string& divisor)
{
    struct release {
        void operator()(BIGNUM* number) const { BN_free(number); }
        void operator()(BN_CTX* context) const { BN_CTX_free(context); }
    };
    const auto parsed = [](const std::string& text) {
        BIGNUM* number = nullptr;
        if (BN_dec2bn(&number, text.c_str()) == 0) {
            throw std::bad_alloc();
        }
        return std::unique_ptr<BIGNUM, release>(number);
    };
    digits.append(static_cast<std::size_t>(zeros), '0');
    const auto dividend = parsed(digits);
    const auto modulus = parsed(divisor);
    const std::unique_ptr<BN_CTX, release> context(BN_CTX_new());
    const std::unique_ptr<BIGNUM, release> remainder(BN_new());
    if (!context || !remainder ||
        BN_mod(remainder.get(), dividend.get(), modulus.get(), context.get()) == 0) {
        throw std::bad_alloc();
    }
    return BN_is_zero(remainder.get()) != 0;
}

} // namespace

decimal::decimal(bool negative, std::uint64_t coefficient, std::int64_t exponent)
    : negative_(negative), exponent_(exponent), coefficient_(coefficient)
{
    if (coefficient_ == 0) {
        negative_ = false;
        exponent_ = 0;
        return;
    }
    while (coefficient_ % ten == 0) {
        coefficient_ /= ten;
        ++exponent_;
    }
}

decimal decimal::from_digits(bool negative, std::string_view digits, std::int64_t exponent)
{
    const auto first = digits.find_first_not_of('0');
    if (first == std::string_view::npos) {
        return {};
    }
    const auto last = digits.find_last_not_of('0');
    exponent += static_cast<std::int64_t>(digits.size() - 1 - last);
    digits = digits.substr(first, last - first + 1);
    decimal result;
    result.negative_ = negative;
    result.exponent_ = exponent;
    if (digits.size() <= most_short_digits) {
        std::from_chars(digits.data(), digits.data() + digits.size(), result.coefficient_);
    } else {
        result.long_digits_ = digits;
    }
    return result;
}

std::optional<decimal> decimal::from_text(std::string_view text)
{
    const bool negative = text.starts_with('-');
    if (negative) {
        text.remove_prefix(1);
    }
    const auto e = text.find_first_of("eE");
    std::int64_t exponent = 0;
    if (e != std::string_view::npos) {
        auto power = text.substr(e + 1);
        if (power.starts_with('+')) {
            power.remove_prefix(1);
        }
        constexpr std::size_t longest_exponent = 10; // A sign and nine digits.
        const auto [end, fault] =
            std::from_chars(power.data(), power.data() + power.size(), exponent);
        if (power.size() > longest_exponent || fault != std::errc() ||
            end != power.data() + power.size()) {
            return std::nullopt;
        }
    }
    const auto mantissa = text.substr(0, e);
    const auto point = mantissa.find('.');
    std::string digits(mantissa.substr(0, point));
    if (point != std::string_view::npos) {
        digits += mantissa.substr(point + 1);
        exponent -= static_cast<std::int64_t>(mantissa.size() - point - 1);
    }
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) {
        return std::nullopt;
    }
    return from_digits(negative, digits, exponent);
}

std::string decimal::digits() const
{
    return long_digits_.empty() ? std::to_string(coefficient_) : long_digits_;
}

std::optional<std::uint64_t> decimal::as_count(std::uint64_t most) const
{
    if (negative_ || exponent_ < 0 || !long_digits_.empty()) {
        return std::nullopt;
    }
    std::uint64_t value = coefficient_;
    for (std::int64_t i = 0; i < exponent_; ++i) {
        if (value > most / ten) {
            return std::nullopt;
        }
        value *= ten;
    }
    return value <= most ? std::optional(value) : std::nullopt;
}

bool decimal::is_multiple_of(const decimal& divisor) const
{
    if (is_zero()) {
        return true;
    }
    // Neither coefficient ends in a zero, so the divisor's power of ten must be contained in ours.
    const std::int64_t zeros = exponent_ - divisor.exponent_;
    if (zeros < 0) {
        return false;
    }
    if (!divisor.long_digits_.empty()) {
        // Zeros divide by nothing but 2 and 5: more of them than the divisor has bits change
        // nothing.
        constexpr std::int64_t bits_of_a_digit = 4;
        const auto enough =
            bits_of_a_digit * static_cast<std::int64_t>(divisor.long_digits_.size());
        return is_divisible(digits(), std::min(zeros, enough), divisor.long_digits_);
    }
    const std::uint64_t modulus = divisor.coefficient_;
    wide remainder = 0;
    if (long_digits_.empty()) {
        remainder = coefficient_ % modulus;
    } else {
        for (const char digit : long_digits_) {
            remainder = (remainder * ten + static_cast<unsigned>(digit - '0')) % modulus;
        }
    }
    return remainder * power_of_ten_modulo(static_cast<std::uint64_t>(zeros), modulus) % modulus ==
           0;
}

std::strong_ordering decimal::compare_magnitude(const decimal& other) const
{
    if (long_digits_.empty() && other.long_digits_.empty() && exponent_ == other.exponent_) {
        return coefficient_ <=> other.coefficient_;
    }
    if (is_zero() || other.is_zero()) {
        return other.is_zero() <=> is_zero();
    }
    const auto size = [](const decimal& number) {
        return number.exponent_ + static_cast<std::int64_t>(number.long_digits_.empty()
                                                                ? count_digits(number.coefficient_)
                                                                : number.long_digits_.size());
    };
    if (const auto order = size(*this) <=> size(other); order != nullptr) {
        return order;
    }
    // The first digits are worth the same: the shorter one goes on with zeros, which come first.
    return digits().compare(other.digits()) <=> 0;
}

std::strong_ordering decimal::operator<=>(const decimal& other) const
{
    if (negative_ != other.negative_) {
        return negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    return negative_ ? other.compare_magnitude(*this) : compare_magnitude(other);
}

std::string decimal::text() const
{
    constexpr std::int64_t longest_plain = 21;
    std::string text = digits();
    const auto size = static_cast<std::int64_t>(text.size());
    if (exponent_ == 0 || (exponent_ > 0 && size + exponent_ <= longest_plain)) {
        text.append(static_cast<std::size_t>(exponent_), '0');
    } else if (exponent_ < 0 && -exponent_ < size) {
        text.insert(static_cast<std::size_t>(size + exponent_), ".");
    } else if (exponent_ < 0 && -exponent_ <= longest_plain) {
        text.insert(0, static_cast<std::size_t>(-exponent_ - size), '0');
        text.insert(0, "0.");
    } else {
        text += 'e';
        text += std::to_string(exponent_);
    }
    return negative_ ? "-" + text : text;
}

std::size_t decimal::hash() const
{
    constexpr std::size_t odd = 0x9E3779B97F4A7C15U;
    const auto of_digits = long_digits_.empty() ? std::hash<std::uint64_t>()(coefficient_)
                                                : std::hash<std::string>()(long_digits_);
    return (of_digits * odd) ^ static_cast<std::size_t>(exponent_) ^
           (negative_ ? odd : std::size_t{0});
}

} // namespace sdp
