#include "pg/jsonb.hpp"

#include "core/json/limits.hpp"

#include <cstring>

#include <fmt/format.h>

extern "C" {
#include "access/detoast.h"
#include "nodes/miscnodes.h"
}

namespace sdp::pg {

namespace {

json_kind kind_of_container(const JsonbContainer* container)
{
    return JsonContainerIsObject(container) ? json_kind::object : json_kind::array;
}

// The stored form of numeric (utils/adt/numeric.c, NumericShort and NumericLong; unchanged since
// 9.1 and kept by pg_upgrade): a header of one or two words, then digits to the base 10,000.
struct stored_numeric {
    bool special = false;
    bool negative = false;
    int weight = 0;
    int scale = 0;
    const std::int16_t* digits = nullptr;
    int count = 0;

    explicit stored_numeric(Numeric number)
    {
        const auto* const words = reinterpret_cast<const std::uint16_t*>(VARDATA_ANY(number));
        const int total = static_cast<int>(VARSIZE_ANY_EXHDR(number) / sizeof(std::uint16_t));
        const std::uint16_t header = words[0];
        int header_words = 1;
        switch (header & 0xC000U) {
        case 0xC000U:
            special = true;
            break;
        case 0x8000U: {
            constexpr int weight_mask = 0x003F;
            negative = (header & 0x2000U) != 0;
            scale = (header & 0x1F80U) >> 7U;
            weight = (header & 0x0040U) != 0 ? static_cast<int>(header & weight_mask) - 64
                                             : static_cast<int>(header & weight_mask);
            break;
        }
        default:
            negative = (header & 0xC000U) == 0x4000U;
            scale = header & 0x3FFFU;
            weight = static_cast<std::int16_t>(words[1]);
            header_words = 2;
        }
        digits = reinterpret_cast<const std::int16_t*>(words + header_words);
        count = total - header_words;
    }
};

int decimal_digits(int group)
{
    return group >= 1000 ? 4 : group >= 100 ? 3 : group >= 10 ? 2 : 1;
}

int trailing_zeros(int group)
{
    int zeros = 0;
    while (group % 10 == 0 && zeros < 4) {
        group /= 10;
        ++zeros;
    }
    return zeros;
}

} // namespace

jsonb_view::jsonb_view(Jsonb* document) : container_(&document->root)
{
    if (JB_ROOT_IS_SCALAR(document)) {
        *this = child(0);
    } else {
        kind_ = kind_of_container(container_);
    }
}

jsonb_view jsonb_view::child(std::uint32_t index) const
{
    const std::uint32_t entries =
        JsonContainerSize(container_) * (JsonContainerIsObject(container_) ? 2 : 1);
    char* const base = reinterpret_cast<char*>(&container_->children[entries]);
    const JEntry entry = container_->children[index];
    const std::uint32_t offset = getJsonbOffset(container_, static_cast<int>(index));
    jsonb_view view;
    if (JBE_ISSTRING(entry)) {
        view.kind_ = json_kind::string;
        view.text_ = base + offset;
        view.length_ = getJsonbLength(container_, static_cast<int>(index));
    } else if (JBE_ISNUMERIC(entry)) {
        view.kind_ = json_kind::number;
        view.number_ = reinterpret_cast<Numeric>(base + INTALIGN(offset));
    } else if (JBE_ISBOOL(entry)) {
        view.kind_ = json_kind::boolean;
        view.boolean_ = JBE_ISBOOL_TRUE(entry);
    } else if (JBE_ISCONTAINER(entry)) {
        view.container_ = reinterpret_cast<JsonbContainer*>(base + INTALIGN(offset));
        view.kind_ = kind_of_container(view.container_);
    }
    return view;
}

decimal_shape jsonb_view::number() const
{
    const stored_numeric stored(number_);
    if (stored.special || stored.count == 0) {
        return {.digits = 0, .exponent = 0, .scale = stored.scale};
    }
    const int first = decimal_digits(stored.digits[0]);
    const int last_zeros = trailing_zeros(stored.digits[stored.count - 1]);
    return {.digits = first + 4 * (stored.count - 1) - last_zeros,
            .exponent = 4 * stored.weight + first - 1,
            .scale = stored.scale,
            .negative = stored.negative};
}

decimal jsonb_view::exact() const
{
    const stored_numeric stored(number_);
    if (stored.special || stored.count == 0) {
        return {};
    }
    constexpr int digits_of_a_group = 4;
    constexpr int most_short_groups = 4;
    constexpr std::uint64_t base = 10'000;
    const std::int64_t exponent =
        std::int64_t{digits_of_a_group} * (stored.weight - (stored.count - 1));
    if (stored.count <= most_short_groups) {
        std::uint64_t coefficient = 0;
        for (int i = 0; i < stored.count; ++i) {
            coefficient = coefficient * base + static_cast<std::uint64_t>(stored.digits[i]);
        }
        return {stored.negative, coefficient, exponent};
    }
    std::string digits;
    for (int i = 0; i < stored.count; ++i) {
        digits += fmt::format("{:04}", stored.digits[i]);
    }
    return decimal::from_digits(stored.negative, digits, exponent);
}

std::optional<jsonb_view> jsonb_view::member(std::string_view name) const
{
    if (kind_ != json_kind::object) {
        return std::nullopt;
    }
    const auto found = find_member(*this, name);
    return found ? std::optional(value(*found)) : std::nullopt;
}

std::string jsonb_view::printed(char* (*print)(StringInfo, JsonbContainer*, int)) const
{
    return call([&]() -> const char* {
        JsonbValue inner{};
        switch (kind_) {
        case json_kind::null:
            return "null";
        case json_kind::boolean:
            return boolean_ ? "true" : "false";
        case json_kind::number:
            inner.type = jbvNumeric;
            inner.val.numeric = number_;
            break;
        case json_kind::string:
            inner.type = jbvString;
            inner.val.string.val = const_cast<char*>(text_);
            inner.val.string.len = static_cast<int>(length_);
            break;
        default: {
            // A container in the page is a document of its own once it has a header.
            inner.type = jbvBinary;
            inner.val.binary.data = container_;
            std::uint32_t entries = JsonContainerSize(container_);
            if (JsonContainerIsObject(container_)) {
                entries *= 2;
            }
            std::uint32_t size = offsetof(JsonbContainer, children) + entries * sizeof(JEntry);
            if (entries > 0) {
                const int last = static_cast<int>(entries) - 1;
                size += getJsonbOffset(container_, last) + getJsonbLength(container_, last);
            }
            inner.val.binary.len = static_cast<int>(size);
        }
        }
        Jsonb* const document = JsonbValueToJsonb(&inner);
        return print(nullptr, &document->root, VARSIZE(document));
    });
}

Jsonb* jsonb_of(jsonb_datum datum)
{
    return call([&] { return DatumGetJsonbP(datum.datum); });
}

jsonb_datum jsonb_from(const std::string& json)
{
    return call(
        [&] { return jsonb_datum{DirectFunctionCall1(jsonb_in, CStringGetDatum(json.c_str()))}; });
}

std::string text_of(Jsonb* document)
{
    return call([&]() -> const char* {
        return JsonbToCString(nullptr, &document->root, VARSIZE(document));
    });
}

bool is_same_stored(jsonb_datum one, jsonb_datum other)
{
    const void* const first = DatumGetPointer(one.datum);
    const void* const second = DatumGetPointer(other.datum);
    // What is out of line is named by its place in the TOAST table, and what is in line is there.
    return first == second || (VARSIZE_ANY(first) == VARSIZE_ANY(second) &&
                               (VARATT_IS_EXTERNAL_ONDISK(first) || !VARATT_IS_EXTERNAL(first)) &&
                               std::memcmp(first, second, VARSIZE_ANY(first)) == 0);
}

std::string_view printed_jsonb::text() const
{
    const auto* const printed = DatumGetPointer(text_value().datum);
    return {VARDATA(printed), VARSIZE(printed) - VARHDRSZ};
}

text_datum printed_jsonb::text_value() const
{
    if (text_ == 0) {
        text_ = call([&] {
            // Printed behind the header that makes it a text.
            StringInfoData printed;
            initStringInfo(&printed);
            appendStringInfoSpaces(&printed, VARHDRSZ);
            JsonbToCString(&printed, &document_->root, static_cast<int>(VARSIZE(document_)));
            SET_VARSIZE(printed.data, printed.len);
            return PointerGetDatum(printed.data);
        });
    }
    return {text_};
}

bool equal(Jsonb* one, Jsonb* other)
{
    const bool same_bytes =
        VARSIZE(one) == VARSIZE(other) && std::memcmp(one, other, VARSIZE(one)) == 0;
    return same_bytes ||
           call([&] { return compareJsonbContainers(&one->root, &other->root) == 0; });
}

bool equal(jsonb_datum one, jsonb_datum other)
{
    return is_same_stored(one, other) ||
           (call([&] {
                return toast_raw_datum_size(one.datum) == toast_raw_datum_size(other.datum);
            }) &&
            equal(jsonb_of(one), jsonb_of(other)));
}

namespace {

constinit const known_object* innermost_known = nullptr;

struct soft_error {
    const char* message;
    const char* detail;
    const char* context;
};

} // namespace

known_object::known_object(const std::string& json, Jsonb* document)
    : json_(json), document_(document), outer_(innermost_known)
{
    innermost_known = this;
}

known_object::~known_object()
{
    innermost_known = outer_;
}

Jsonb* known_object::find(const std::string& json)
{
    for (const auto* known = innermost_known; known != nullptr; known = known->outer_) {
        if (known->json_ == json) {
            return known->document_;
        }
    }
    return nullptr;
}

parsed_object parse_object(const std::string& json, duplicate_keys keys)
{
    if (auto* const known = known_object::find(json)) {
        return {known, {}};
    }
    if (auto fault = fault_in(output_format::json, json, check_for_interrupts)) {
        return {nullptr, *std::move(fault)};
    }
    soft_error problem{};
    const bool has_nul = json.find('\0') != std::string::npos;
    Jsonb* const document = has_nul ? nullptr : call([&]() -> Jsonb* {
        ErrorSaveContext saved{};
        saved.type = T_ErrorSaveContext;
        saved.details_wanted = true;
        Datum result = 0;
        // jsonb_in leaves the text as it is.
        if (!DirectInputFunctionCallSafe(jsonb_in, const_cast<char*>(json.c_str()), JSONBOID, -1,
                                         reinterpret_cast<Node*>(&saved), &result)) {
            problem = {saved.error_data->message, saved.error_data->detail,
                       saved.error_data->context};
            return nullptr;
        }
        return DatumGetJsonbP(result);
    });
    if (document == nullptr) {
        std::string message = has_nul ? "it holds a NUL character" : "the server says: ";
        // Its detail says more than its message, where there is one; the context has the place.
        for (const char* const part :
             {problem.detail == nullptr ? problem.message : problem.detail, problem.context}) {
            if (part != nullptr) {
                message += message.ends_with(": ") ? "" : message.ends_with('.') ? " " : "; ";
                message += part;
            }
        }
        while (message.ends_with('.')) {
            message.pop_back();
        }
        return {nullptr, {message}};
    }
    if (const auto kind = jsonb_view(document).kind(); kind != json_kind::object) {
        return {nullptr, {fmt::format("it is a JSON {}, not an object", name_of(kind))}};
    }
    const bool has_key_twice = count_of_members(json) != count_of_members(jsonb_view(document));
    if (has_key_twice && keys == duplicate_keys::refused) {
        return {nullptr, {"an object in it has a key twice"}};
    }
    return {document, {}, has_key_twice};
}

} // namespace sdp::pg
