#pragma once
// A JSON text as the rules see it (core/json/view.hpp), without a server: read by nlohmann's SAX
// parser into one flat list of values, so that neither depth nor an odd number costs anything.
#include "core/json/view.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace sdp::testing {

// The shape of a number as numeric keeps it, from its JSON text.
inline decimal_shape shape_of(std::string_view text)
{
    const auto e = text.find_first_of("eE");
    const int power = e == std::string_view::npos ? 0 : std::stoi(std::string(text.substr(e + 1)));
    std::string_view mantissa = text.substr(0, e);
    const bool minus = mantissa.starts_with('-');
    if (minus) {
        mantissa.remove_prefix(1);
    }
    const auto point = mantissa.find('.');
    std::string digits(mantissa.substr(0, point));
    const int whole = static_cast<int>(digits.size());
    if (point != std::string_view::npos) {
        digits += mantissa.substr(point + 1);
    }
    const int fraction = static_cast<int>(digits.size()) - whole;
    decimal_shape shape{.digits = 0, .exponent = 0, .scale = std::max(0, fraction - power)};
    const auto first = digits.find_first_not_of('0');
    if (first != std::string::npos) {
        shape.digits = static_cast<int>(digits.find_last_not_of('0') - first + 1);
        shape.exponent = whole - 1 - static_cast<int>(first) + power;
        shape.negative = minus;
    }
    return shape;
}

// A parsed document; views of it live as long as it does.
class nlohmann_document {
    struct value {
        json_kind kind = json_kind::null;
        // Of a string its characters, of a number its digits as written, of a boolean its name.
        std::string text{};
        // Names (empty in arrays) and places of what it holds.
        std::vector<std::pair<std::string, std::size_t>> children{};
    };

public:
    class view {
    public:
        [[nodiscard]] json_kind kind() const { return self().kind; }
        [[nodiscard]] bool boolean() const { return self().text == "true"; }
        [[nodiscard]] std::string_view string() const { return self().text; }
        [[nodiscard]] decimal_shape number() const { return shape_of(self().text); }
        template <typename Visitor> void for_each_member(Visitor&& visit) const
        {
            if (kind() == json_kind::object) {
                for (const auto& [name, child] : self().children) {
                    visit(std::string_view(name), view(document_, child));
                }
            }
        }
        template <typename Visitor> void for_each_element(Visitor&& visit) const
        {
            if (kind() == json_kind::array) {
                for (const auto& [name, child] : self().children) {
                    visit(view(document_, child));
                }
            }
        }

    private:
        friend nlohmann_document;
        view(const nlohmann_document* document, std::size_t index)
            : document_(document), index_(index)
        {
        }
        [[nodiscard]] const value& self() const { return document_->values_[index_]; }

        const nlohmann_document* document_;
        std::size_t index_;
    };

    // std::invalid_argument for what is not JSON.
    explicit nlohmann_document(std::string_view text)
    {
        reader events{*this};
        if (!wide_json::sax_parse(text, &events)) {
            throw std::invalid_argument("not JSON");
        }
    }
    nlohmann_document(const nlohmann_document&) = delete;
    nlohmann_document& operator=(const nlohmann_document&) = delete;
    ~nlohmann_document() = default;

    [[nodiscard]] view root() const { return {this, 0}; }

private:
    // With double, nlohmann refuses 1e309 itself; long double reaches 1e4932.
    using wide_json = nlohmann::basic_json<std::map, std::vector, std::string, bool, std::int64_t,
                                           std::uint64_t, long double>;

    struct reader : nlohmann::json_sax<wide_json> {
        explicit reader(nlohmann_document& target) : document(target) {}

        void add(json_kind kind, std::string text = {})
        {
            auto& values = document.values_;
            if (!open.empty()) {
                values[open.back()].children.emplace_back(std::exchange(name, {}), values.size());
            }
            values.push_back({kind, std::move(text)});
        }
        bool begin(json_kind kind)
        {
            add(kind);
            open.push_back(document.values_.size() - 1);
            return true;
        }
        bool end()
        {
            open.pop_back();
            return true;
        }
        bool null() override { return add(json_kind::null), true; }
        bool boolean(bool value) override
        {
            return add(json_kind::boolean, value ? "true" : "false"), true;
        }
        bool number_integer(std::int64_t number) override
        {
            return add(json_kind::number, std::to_string(number)), true;
        }
        bool number_unsigned(std::uint64_t number) override
        {
            return add(json_kind::number, std::to_string(number)), true;
        }
        bool number_float(long double /*number*/, const std::string& written) override
        {
            return add(json_kind::number, written), true;
        }
        bool string(std::string& text) override
        {
            return add(json_kind::string, std::move(text)), true;
        }
        bool binary(wide_json::binary_t& /*bytes*/) override { return false; }
        bool start_object(std::size_t /*size*/) override { return begin(json_kind::object); }
        bool key(std::string& text) override { return name = std::move(text), true; }
        bool end_object() override { return end(); }
        bool start_array(std::size_t /*size*/) override { return begin(json_kind::array); }
        bool end_array() override { return end(); }
        bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                         const nlohmann::detail::exception& /*fault*/) override
        {
            return false;
        }

        nlohmann_document& document;
        std::vector<std::size_t> open{};
        std::string name{};
    };

    std::vector<value> values_;
};

using nlohmann_view = nlohmann_document::view;

} // namespace sdp::testing

static_assert(sdp::json_view<sdp::testing::nlohmann_view>);
