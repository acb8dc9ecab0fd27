#include "core/schema/pattern.hpp"

#include "core/error.hpp"
#include "core/sqlstates.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace sdp {

namespace {

// \s of ECMA-262 (WhiteSpace and LineTerminator), and all else, as the inside of a class.
constexpr std::string_view space =
    R"(\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})";
constexpr std::string_view no_space =
    R"(\x{0}-\x{8}\x{e}-\x{1f}!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027})"
    R"(\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff})";

// The long names of general categories (Unicode's PropertyValueAliases), which PCRE2 does not have.
constexpr std::array<std::pair<std::string_view, std::string_view>, 40> categories{{
    {"Letter", "L"},
    {"Cased_Letter", "L&"},
    {"LC", "L&"},
    {"Uppercase_Letter", "Lu"},
    {"Lowercase_Letter", "Ll"},
    {"Titlecase_Letter", "Lt"},
    {"Modifier_Letter", "Lm"},
    {"Other_Letter", "Lo"},
    {"Mark", "M"},
    {"Combining_Mark", "M"},
    {"Nonspacing_Mark", "Mn"},
    {"Spacing_Mark", "Mc"},
    {"Enclosing_Mark", "Me"},
    {"Number", "N"},
    {"Decimal_Number", "Nd"},
    {"digit", "Nd"},
    {"Letter_Number", "Nl"},
    {"Other_Number", "No"},
    {"Punctuation", "P"},
    {"punct", "P"},
    {"Connector_Punctuation", "Pc"},
    {"Dash_Punctuation", "Pd"},
    {"Open_Punctuation", "Ps"},
    {"Close_Punctuation", "Pe"},
    {"Initial_Punctuation", "Pi"},
    {"Final_Punctuation", "Pf"},
    {"Other_Punctuation", "Po"},
    {"Symbol", "S"},
    {"Math_Symbol", "Sm"},
    {"Currency_Symbol", "Sc"},
    {"Modifier_Symbol", "Sk"},
    {"Other_Symbol", "So"},
    {"Separator", "Z"},
    {"Space_Separator", "Zs"},
    {"Line_Separator", "Zl"},
    {"Paragraph_Separator", "Zp"},
    {"Other", "C"},
    {"Control", "Cc"},
    {"Format", "Cf"},
    {"Unassigned", "Cn"},
}};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_hexadecimal(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

// Reads a regular expression once from left to right, and writes it in PCRE2's syntax.
class rewriter {
public:
    rewriter(std::string_view source, std::string& fault) : source_(source), fault_(fault) {}

    std::optional<std::string> run()
    {
        while (position_ < source_.size() && fault_.empty()) {
            const char c = source_[position_];
            if (c == '\\') {
                escape();
            } else if (in_class_) {
                in_class(c);
            } else {
                outside(c);
            }
        }
        return fault_.empty() ? std::optional(std::move(result_)) : std::nullopt;
    }

private:
    void copy(std::size_t count)
    {
        result_ += source_.substr(position_, count);
        position_ += count;
    }
    void fail(std::string_view what)
    {
        if (fault_.empty()) {
            fault_ = fmt::format("{} at byte {}", what, position_ + 1);
        }
    }
    [[nodiscard]] std::string_view rest() const { return source_.substr(position_); }

    void in_class(char c)
    {
        // [[:alpha:]] is PCRE2's alone.
        if (c == '[') {
            result_ += '\\';
        } else if (c == ']') {
            in_class_ = false;
        }
        copy(1);
    }

    void outside(char c)
    {
        switch (c) {
        case '[':
            in_class_ = true;
            copy(rest().starts_with("[^") ? 2 : 1);
            can_repeat_ = true;
            return;
        case '.':
            result_ += R"([^\n\r\x{2028}\x{2029}])";
            ++position_;
            can_repeat_ = true;
            return;
        case '(':
            group();
            return;
        case '*':
        case '+':
        case '?':
        case '{':
            quantifier(c);
            return;
        case '|':
        case '^':
            can_repeat_ = false;
            copy(1);
            return;
        case ']':
        case '}':
            fail(fmt::format("a lone {}", c));
            return;
        default:
            can_repeat_ = c != '$';
            copy(1);
        }
    }

    void group()
    {
        constexpr std::array known = {"(?:", "(?=", "(?!", "(?<=", "(?<!"};
        can_repeat_ = false;
        if (!rest().starts_with("(?") && !rest().starts_with("(*")) {
            copy(1);
            return;
        }
        for (const std::string_view start : known) {
            if (rest().starts_with(start)) {
                copy(start.size());
                return;
            }
        }
        const auto end = rest().find('>');
        if (rest().starts_with("(?<") && end != std::string_view::npos && end > 3) {
            copy(end + 1);
            return;
        }
        fail(rest().starts_with("(*") ? "nothing to repeat" : "an unknown kind of group");
    }

    void quantifier(char c)
    {
        if (!can_repeat_) {
            fail("nothing to repeat");
            return;
        }
        if (c == '{') {
            const auto end = rest().find('}');
            const auto bounds =
                end == std::string_view::npos ? std::string_view() : rest().substr(1, end - 1);
            if (bounds.empty() || !is_digit(bounds.front()) ||
                bounds.find_first_not_of("0123456789,") != std::string_view::npos ||
                std::count(bounds.begin(), bounds.end(), ',') > 1) {
                fail("an incomplete quantifier");
                return;
            }
            copy(end + 1);
        } else {
            copy(1);
        }
        if (rest().starts_with('?')) {
            copy(1);
        }
        // a*+ is possessive in PCRE2, and nothing in ECMA-262.
        can_repeat_ = false;
    }

    void put(std::string_view inside_of_class)
    {
        if (in_class_) {
            result_ += inside_of_class;
        } else {
            result_ += fmt::format("[{}]", inside_of_class);
        }
        position_ += 2;
    }

    void escape()
    {
        if (position_ + 1 >= source_.size()) {
            fail("a \\ without a character");
            return;
        }
        const char c = source_[position_ + 1];
        can_repeat_ = c != 'b' && c != 'B';
        if (c == 's') {
            put(space);
        } else if (c == 'S') {
            put(no_space);
        } else if (c == 'v') {
            put("\\x{b}");
        } else if (c == 'c') {
            if (position_ + 2 >= source_.size() || !is_letter(source_[position_ + 2])) {
                fail("an unknown \\c");
                return;
            }
            copy(3);
        } else if (c == 'x') {
            hexadecimal(2);
        } else if (c == 'u') {
            unicode();
        } else if (c == 'p' || c == 'P') {
            property();
        } else if (c == '0') {
            if (position_ + 2 < source_.size() && is_digit(source_[position_ + 2])) {
                fail("an octal escape");
                return;
            }
            put("\\x{0}");
        } else if (is_letter(c) &&
                   std::string_view("dDwWbBtnrfk").find(c) == std::string_view::npos) {
            fail(fmt::format("an unknown escape \\{}", c));
        } else if (c == 'B' && in_class_) {
            fail("\\B in a class");
        } else {
            // Also before characters that need none: PCRE2 takes it, and so do most readers of
            // schemas.
            copy(2);
        }
    }

    void hexadecimal(std::size_t digits)
    {
        const auto number = rest().substr(2, digits);
        if (number.size() != digits || !is_hexadecimal(number)) {
            fail("an incomplete escape");
            return;
        }
        result_ += fmt::format("\\x{{{}}}", number);
        position_ += 2 + digits;
    }

    void unicode()
    {
        constexpr std::size_t four = 4;
        if (rest().starts_with("\\u{")) {
            const auto end = rest().find('}');
            const auto number =
                end == std::string_view::npos ? std::string_view() : rest().substr(3, end - 3);
            if (!is_hexadecimal(number) || number.size() > 8) {
                fail("an incomplete escape");
                return;
            }
            result_ += fmt::format("\\x{{{}}}", number);
            position_ += end + 1;
            return;
        }
        const auto high = rest().substr(2, four);
        const auto low = rest().size() >= 12 ? rest().substr(8, four) : std::string_view();
        if (is_hexadecimal(high) && high.size() == four && (high[0] == 'd' || high[0] == 'D') &&
            rest().substr(6, 2) == "\\u" && is_hexadecimal(low)) {
            const auto first = std::stoul(std::string(high), nullptr, 16);
            const auto second = std::stoul(std::string(low), nullptr, 16);
            if (first >= 0xD800 && first < 0xDC00 && second >= 0xDC00 && second < 0xE000) {
                result_ += fmt::format("\\x{{{:x}}}",
                                       0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00));
                position_ += 12;
                return;
            }
        }
        hexadecimal(four);
    }

    void property()
    {
        const auto end = rest().find('}');
        if (!rest().substr(2).starts_with('{') || end == std::string_view::npos) {
            fail("an incomplete property");
            return;
        }
        auto name = rest().substr(3, end - 3);
        for (const std::string_view prefix : {"General_Category=", "gc="}) {
            if (name.starts_with(prefix)) {
                name.remove_prefix(prefix.size());
            }
        }
        std::string written(name);
        for (const auto& [longer, shorter] : categories) {
            if (name == longer) {
                written = shorter;
            }
        }
        for (const std::string_view prefix : {"Script=", "sc=", "Script_Extensions=", "scx="}) {
            if (name.starts_with(prefix)) {
                written =
                    std::string(prefix.starts_with("Script=") || prefix == "sc=" ? "sc:" : "scx:") +
                    std::string(name.substr(prefix.size()));
            }
        }
        result_ += fmt::format("\\{}{{{}}}", source_[position_ + 1], written);
        position_ += end + 1;
    }

    std::string_view source_;
    std::string& fault_;
    std::string result_{};
    std::size_t position_ = 0;
    bool in_class_ = false;
    bool can_repeat_ = false;
};

// What one match may cost: some tenths of a second, and 20 MB.
constexpr std::uint32_t most_steps = 10'000'000;
constexpr std::uint32_t most_depth = 100'000;
constexpr std::uint32_t most_heap_kilobytes = 20'000;
// Machine code for patterns is kept by whoever keeps the program.
constexpr std::size_t longest_pattern = 65'536;

} // namespace

struct pattern::code {
    pcre2_code* program = nullptr;
    pcre2_match_context* context = nullptr;
    pcre2_match_data* match = nullptr;
    bool has_machine_code = false;

    code() = default;
    code(const code&) = delete;
    code& operator=(const code&) = delete;
    ~code()
    {
        pcre2_match_data_free(match);
        pcre2_match_context_free(context);
        pcre2_code_free(program);
    }
};

std::optional<std::string> rewritten_pattern(std::string_view source, std::string& fault)
{
    fault.clear();
    return rewriter(source, fault).run();
}

pattern::pattern(std::string_view source, std::shared_ptr<const code> program)
    : source_(source), program_(std::move(program))
{
}

std::optional<pattern> pattern::compiled(std::string_view source, std::string& fault)
{
    if (source.size() > longest_pattern) {
        fault = fmt::format("longer than {} bytes", longest_pattern);
        return std::nullopt;
    }
    const auto rewritten = rewritten_pattern(source, fault);
    if (!rewritten) {
        return std::nullopt;
    }
    auto made = std::make_shared<code>();
    int number = 0;
    PCRE2_SIZE where = 0;
    made->program =
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(rewritten->data()), rewritten->size(),
                      PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS |
                          PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C,
                      &number, &where, nullptr);
    if (made->program == nullptr) {
        std::array<PCRE2_UCHAR, 256> message{};
        pcre2_get_error_message(number, message.data(), message.size());
        fault = reinterpret_cast<const char*>(message.data());
        return std::nullopt;
    }
    // Without JIT (it is not built for every processor) it matches the same, only slower.
    made->has_machine_code = pcre2_jit_compile(made->program, PCRE2_JIT_COMPLETE) == 0;
    made->context = pcre2_match_context_create(nullptr);
    made->match = pcre2_match_data_create(1, nullptr);
    if (made->context == nullptr || made->match == nullptr) {
        throw std::bad_alloc();
    }
    pcre2_set_match_limit(made->context, most_steps);
    pcre2_set_depth_limit(made->context, most_depth);
    pcre2_set_heap_limit(made->context, most_heap_kilobytes);
    return pattern(source, std::move(made));
}

bool pattern::matches(std::string_view text) const
{
    const auto* const subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    int found = PCRE2_ERROR_JIT_STACKLIMIT;
    if (program_->has_machine_code) {
        found = pcre2_jit_match(program_->program, subject, text.size(), 0, 0, program_->match,
                                program_->context);
    }
    // The interpreter takes its stack from the heap.
    if (found == PCRE2_ERROR_JIT_STACKLIMIT) {
        found = pcre2_match(program_->program, subject, text.size(), 0,
                            PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, program_->match, program_->context);
    }
    if (found == PCRE2_ERROR_NOMATCH) {
        return false;
    }
    if (found < 0) {
        std::array<PCRE2_UCHAR, 256> message{};
        pcre2_get_error_message(found, message.data(), message.size());
        throw error{sqlstate::validation_too_costly,
                    fmt::format("regular expression \"{}\" costs too much", source_),
                    fmt::format("On a text of {} bytes: {}.", text.size(),
                                reinterpret_cast<const char*>(message.data())),
                    "Write it without nested repetitions."};
    }
    return true;
}

} // namespace sdp
