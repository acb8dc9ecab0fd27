#pragma once
#include "core/content/content.hpp"
#include "core/json/tree.hpp"

#include "pg/value.hpp"

namespace sdp::pg {

// A jsonb value as the rules see it (core's json_view), read in place: nothing is allocated and
// nothing raises. Points into the detoasted datum.
class jsonb_view {
public:
    // The root of a detoasted jsonb.
    explicit jsonb_view(Jsonb* document);

    [[nodiscard]] json_kind kind() const { return kind_; }
    [[nodiscard]] bool boolean() const { return boolean_; }
    [[nodiscard]] std::string_view string() const { return {text_, length_}; }
    [[nodiscard]] decimal_shape number() const;

    // As indexed_json_view has it.
    [[nodiscard]] decimal exact() const;
    [[nodiscard]] std::size_t size() const
    {
        return container_ == nullptr ? 0 : JsonContainerSize(container_);
    }
    [[nodiscard]] std::string_view name(std::size_t index) const
    {
        return child(static_cast<std::uint32_t>(index)).string();
    }
    [[nodiscard]] jsonb_view value(std::size_t index) const
    {
        return child(static_cast<std::uint32_t>(index) + JsonContainerSize(container_));
    }
    [[nodiscard]] jsonb_view element(std::size_t index) const
    {
        return child(static_cast<std::uint32_t>(index));
    }

    template <typename Function> void for_each_member(Function function) const
    {
        if (kind_ != json_kind::object) {
            return;
        }
        const auto count = JsonContainerSize(container_);
        for (std::uint32_t i = 0; i < count; ++i) {
            function(child(i).string(), child(i + count));
        }
    }
    template <typename Function> void for_each_element(Function function) const
    {
        if (kind_ != json_kind::array) {
            return;
        }
        const auto count = JsonContainerSize(container_);
        for (std::uint32_t i = 0; i < count; ++i) {
            function(child(i));
        }
    }
    // The member of that name of an object; nothing otherwise.
    [[nodiscard]] std::optional<jsonb_view> member(std::string_view name) const;

    // The value as a document of its own, pretty-printed by the server.
    [[nodiscard]] std::string pretty() const { return printed(JsonbToCStringIndent); }
    // The same in one line.
    [[nodiscard]] std::string compact() const { return printed(JsonbToCString); }

private:
    [[nodiscard]] std::string printed(char* (*print)(StringInfo, JsonbContainer*, int)) const;
    jsonb_view() = default;
    [[nodiscard]] jsonb_view child(std::uint32_t index) const;

    json_kind kind_ = json_kind::null;
    bool boolean_ = false;
    std::size_t length_ = 0;
    const char* text_ = nullptr;
    Numeric number_ = nullptr;
    JsonbContainer* container_ = nullptr;
};

static_assert(indexed_json_view<jsonb_view>);

// Detoasts; the result lives in the current memory context, or is the datum itself.
Jsonb* jsonb_of(jsonb_datum datum);

// The jsonb of a JSON text of our own; palloc'ed in the current context. For texts that clients
// send there is parse_object().
jsonb_datum jsonb_from(const std::string& json);

// The text of a jsonb as the server prints it.
std::string text_of(Jsonb* document);

// Whether two values of one column are stored alike: they are equal, and neither was read for it.
// Values that are equal may be stored otherwise.
bool is_same_stored(jsonb_datum one, jsonb_datum other);

// A stored jsonb, detoasted, and its text, printed when first asked for; both in the memory context
// that is current then.
class printed_jsonb {
public:
    explicit printed_jsonb(jsonb_datum stored) : stored_(stored), document_(jsonb_of(stored)) {}

    [[nodiscard]] jsonb_datum stored() const { return stored_; }
    [[nodiscard]] Jsonb* document() const { return document_; }
    [[nodiscard]] std::string_view text() const;
    // The same as a value of the server's.
    [[nodiscard]] text_datum text_value() const;

private:
    jsonb_datum stored_;
    Jsonb* document_;
    mutable Datum text_ = 0;
};

// Equal as jsonb's = says it: numbers by value, 1.0 = 1.00.
bool equal(Jsonb* one, Jsonb* other);
// The same of stored values, which are not read where their sizes tell. (A number with more than 63
// decimals takes more than its equal with fewer: such count as different.)
bool equal(jsonb_datum one, jsonb_datum other);

// A text parsed as a JSON object that may be an output, or why it is not one. A key that comes
// twice is a fault, or (as in jsonb's own input) the last one counts.
struct parsed_object {
    Jsonb* document = nullptr;
    content_fault fault{};
    bool has_key_twice = false;
};
enum class duplicate_keys { refused, last_counts };
// A text that parse_object() has found to be this object is not parsed again while this lives: one
// operation's triggers look at the same text several times. Both must live as long.
class known_object {
public:
    known_object(const std::string& json, Jsonb* document);
    ~known_object();
    known_object(const known_object&) = delete;
    known_object& operator=(const known_object&) = delete;

    [[nodiscard]] static Jsonb* find(const std::string& json);

private:
    const std::string& json_;
    Jsonb* document_;
    const known_object* outer_;
};
parsed_object parse_object(const std::string& json, duplicate_keys keys = duplicate_keys::refused);

} // namespace sdp::pg
