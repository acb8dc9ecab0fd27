#pragma once
#include "core/plain.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sdp {

enum class json_kind : std::uint8_t { null, boolean, number, string, array, object };

[[nodiscard]] constexpr std::string_view name_of(json_kind kind)
{
    constexpr std::string_view names[] = {"null", "boolean", "number", "string", "array", "object"};
    return names[static_cast<std::size_t>(kind)];
}

// A JSON number by its decimal digits: `digits` significant ones (no zeros at either end), the
// first of them worth 10 to the power of `exponent`, written with `scale` digits after the point.
// Zero has no digits.
struct decimal_shape {
    int digits = 0;
    int exponent = 0;
    int scale = 0;
    bool negative = false;
};

// How the rules see JSON, whatever holds it: jsonb in the page (pg::jsonb_view) or nlohmann/json in
// unit tests. A view is a cheap handle; members come in the holder's order.
//   view.kind(); view.boolean(); view.string(); view.number();
//   view.for_each_member([](std::string_view name, const View& value) {…});
//   view.for_each_element([](const View& value) {…});
template <typename View>
concept json_view = requires(const View& view) {
    { view.kind() } -> std::same_as<json_kind>;
    { view.boolean() } -> std::same_as<bool>;
    { view.string() } -> std::convertible_to<std::string_view>;
    { view.number() } -> std::same_as<decimal_shape>;
    view.for_each_member([](std::string_view, const View&) {});
    view.for_each_element([](const View&) {});
};

} // namespace sdp
