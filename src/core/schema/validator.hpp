#pragma once
#include "core/error.hpp"
#include "core/json/limits.hpp"
#include "core/schema/program.hpp"
#include "core/sqlstates.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

namespace sdp {

// What a schema refuses in an instance.
struct schema_finding {
    // A JSON pointer into the instance.
    std::string path;
    // Where the schema says so: a JSON pointer with the keyword at its end.
    std::string schema_path;
    std::string keyword;
    // For people, e.g. `expected string, found number 5`.
    std::string message;
};

// What bounds a run. A schema may take time exponential in its size.
struct schema_limits {
    std::size_t most_findings = 100;
    // Subschemas applied to values.
    std::uint64_t most_steps = 50'000'000;
    // Subschemas within subschemas.
    int deepest = 20'000;
    // Called now and then, to be interrupted by an exception; may be null.
    void (*interrupt)() = nullptr;
    // Called at every level; throws where the stack ends; may be null.
    void (*check_stack)() = nullptr;
};

// One instance against one schema: first only whether it matches, and what is refused only then.
template <indexed_json_view View> class schema_run {
public:
    schema_run(const schema_program& program, const schema_limits& limits)
        : program_(program), limits_(limits)
    {
    }

    // Throws SD212 where a limit is reached.
    [[nodiscard]] bool matches(const View& instance)
    {
        return check<false>(program_.root, instance, {}, nullptr);
    }

    // What is refused, in a stable order: that of the keywords, then of the instance.
    [[nodiscard]] std::vector<schema_finding> findings(const View& instance)
    {
        if (!matches(instance)) {
            check<true>(program_.root, instance, {}, nullptr);
        }
        return std::move(findings_);
    }

private:
    // Where in the instance we are; written out only for a finding.
    struct path {
        const path* outer = nullptr;
        std::string_view name{};
        std::size_t index = 0;
        bool is_index = false;

        [[nodiscard]] std::string pointer() const
        {
            if (outer == nullptr) {
                return {};
            }
            return outer->pointer() +
                   (is_index ? fmt::format("/{}", index) : "/" + pointer_token(name));
        }
    };

    // Which items or members of the instance some subschema has looked at (annotations of draft
    // 2020-12, core, section 11).
    using evaluated = std::vector<bool>;

    static void merge(evaluated* into, const evaluated& from)
    {
        if (into != nullptr) {
            for (std::size_t i = 0; i < from.size(); ++i) {
                if (from[i]) {
                    (*into)[i] = true;
                }
            }
        }
    }

    const schema_node& at(node_index index) const
    {
        return program_.nodes[static_cast<std::size_t>(index)];
    }

    template <bool Collect>
    void refuse(const schema_node& node, std::string_view keyword, const path& where,
                auto&& message)
    {
        if constexpr (Collect) {
            if (findings_.size() >= limits_.most_findings) {
                return;
            }
            schema_finding found{where.pointer(),
                                 keyword.empty() ? node.location
                                                 : fmt::format("{}/{}", node.location, keyword),
                                 std::string(keyword), message()};
            // The same said in several places, as the parts of a meta-schema do, is said once.
            constexpr std::ptrdiff_t most_compared = 20;
            const auto latest =
                findings_.end() -
                std::min(most_compared, static_cast<std::ptrdiff_t>(findings_.size()));
            if (std::none_of(latest, findings_.end(), [&](const schema_finding& other) {
                    return other.path == found.path && other.message == found.message;
                })) {
                findings_.push_back(std::move(found));
            }
        }
    }

    void count_step()
    {
        constexpr std::uint64_t now_and_then = 0xFFF;
        if ((++steps_ & now_and_then) == 0) {
            if (limits_.interrupt != nullptr) {
                limits_.interrupt();
            }
            if (steps_ > limits_.most_steps) {
                throw error{
                    sqlstate::validation_too_costly,
                    "validation against a schema costs too "
                    "much",
                    fmt::format("More than {} subschemas were applied.", limits_.most_steps),
                    "Write the schema with fewer alternatives within alternatives."};
            }
        }
        if (limits_.check_stack != nullptr) {
            limits_.check_stack();
        } else if (depth_ > limits_.deepest) {
            throw error{sqlstate::validation_too_costly,
                        "validation against a schema costs too much",
                        fmt::format("Subschemas are nested more than {} levels.", limits_.deepest)};
        }
    }

    // Keeps what is left of a level, however it is left.
    class level {
    public:
        level(schema_run& run, const schema_node& node) : run_(run)
        {
            ++run_.depth_;
            if (run_.program_.is_dynamic &&
                (run_.scope_.empty() || run_.scope_.back() != node.resource)) {
                run_.scope_.push_back(node.resource);
                entered_ = true;
            }
        }
        ~level()
        {
            --run_.depth_;
            if (entered_) {
                run_.scope_.pop_back();
            }
        }
        level(const level&) = delete;
        level& operator=(const level&) = delete;

    private:
        schema_run& run_;
        bool entered_ = false;
    };

    // Whether the value matches; with Collect goes on after the first fault and notes them all.
    // What was looked at goes to `seen`, where somebody asks.
    template <bool Collect>
    bool check(node_index index, const View& value, const path& where, evaluated* seen)
    {
        const auto& node = at(index);
        count_step();
        if (node.never) {
            refuse<Collect>(node, "", where, [] { return std::string("nothing is allowed here"); });
            return false;
        }
        const level here(*this, node);
        const auto kind = value.kind();
        bool good = check_value<Collect>(node, value, kind, where);
        if (!good && !Collect) {
            return false;
        }
        const bool has_members = kind == json_kind::object || kind == json_kind::array;
        if (!has_members) {
            return (!node.applies_in_place ||
                    check_in_place<Collect>(node, value, where, nullptr)) &&
                   good;
        }
        if (seen == nullptr && !node.needs_evaluated()) {
            return check_members<Collect>(node, value, kind, where, nullptr) && good;
        }
        evaluated mine(value.size(), false);
        good = check_members<Collect>(node, value, kind, where, &mine) && good;
        if ((good || Collect) && node.needs_evaluated()) {
            good = check_unevaluated<Collect>(node, value, kind, where, mine) && good;
        }
        if (good) {
            merge(seen, mine);
        }
        return good;
    }

    template <bool Collect>
    bool check_members(const schema_node& node, const View& value, json_kind kind,
                       const path& where, evaluated* seen)
    {
        bool good = true;
        if (kind == json_kind::array && node.looks_at_arrays) {
            good = check_array<Collect>(node, value, where, seen);
        } else if (kind == json_kind::object && node.looks_at_objects) {
            good = check_object<Collect>(node, value, where, seen);
        }
        if (node.applies_in_place && (good || Collect)) {
            good = check_in_place<Collect>(node, value, where, seen) && good;
        }
        return good;
    }

    static std::uint8_t type_of(const View& value, json_kind kind)
    {
        switch (kind) {
        case json_kind::null:
            return type_null;
        case json_kind::boolean:
            return type_boolean;
        case json_kind::number:
            return decimal(value.exact()).is_integer() ? type_integer : type_number;
        case json_kind::string:
            return type_string;
        case json_kind::array:
            return type_array;
        case json_kind::object:
            return type_object;
        }
        return 0;
    }

    static std::string described(const View& value)
    {
        constexpr std::size_t longest = 60;
        switch (value.kind()) {
        case json_kind::boolean:
            return value.boolean() ? "boolean true" : "boolean false";
        case json_kind::number:
            return fmt::format("number {}", decimal(value.exact()).text());
        case json_kind::string: {
            std::string_view text = value.string();
            if (text.size() <= longest) {
                return fmt::format("string \"{}\"", text);
            }
            auto end = longest;
            while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
                --end;
            }
            return fmt::format("string \"{}...\"", text.substr(0, end));
        }
        case json_kind::array:
            return fmt::format("an array of {}", value.size());
        case json_kind::object:
            return "an object";
        default:
            return "null";
        }
    }

    static std::string names_of(std::uint8_t types)
    {
        constexpr std::array<std::pair<std::uint8_t, const char*>, 7> names{
            {{type_null, "null"},
             {type_boolean, "boolean"},
             {type_number, "number"},
             {type_integer, "integer"},
             {type_string, "string"},
             {type_array, "array"},
             {type_object, "object"}}};
        std::string result;
        for (const auto& [bit, name] : names) {
            const bool is_part_of_number = bit == type_integer && (types & type_number) != 0;
            if ((types & bit) != 0 && !is_part_of_number) {
                result += (result.empty() ? "" : " or ") + std::string(name);
            }
        }
        return result;
    }

    template <bool Collect>
    bool check_value(const schema_node& node, const View& value, json_kind kind, const path& where)
    {
        if (node.types != any_type && (node.types & type_of(value, kind)) == 0) {
            refuse<Collect>(node, "type", where, [&] {
                return fmt::format("expected {}, found {}", names_of(node.types), described(value));
            });
            // What else is said of another type would only confuse.
            return false;
        }
        bool good = true;
        if (node.has_enum &&
            std::none_of(node.allowed.begin(), node.allowed.end(), [&](const json_tree& allowed) {
                return equal(tree_view(allowed), value);
            })) {
            refuse<Collect>(node, "enum", where, [&] {
                std::string allowed;
                for (const auto& one : node.allowed) {
                    allowed += (allowed.empty() ? "" : ", ") +
                               schema_run<tree_view>::shown(tree_view(one));
                }
                return fmt::format("expected one of {}; found {}", allowed, described(value));
            });
            good = false;
        }
        if (node.constant && !equal(tree_view(*node.constant), value)) {
            refuse<Collect>(node, "const", where, [&] {
                return fmt::format("expected {}, found {}",
                                   schema_run<tree_view>::shown(tree_view(*node.constant)),
                                   described(value));
            });
            good = false;
        }
        if (kind == json_kind::number && node.looks_at_numbers) {
            good = check_number<Collect>(node, value, where) && good;
        } else if (kind == json_kind::string && node.looks_at_strings) {
            good = check_string<Collect>(node, value, where) && good;
        }
        return good;
    }

public:
    // A value of a schema as a message shows it.
    static std::string shown(const View& value)
    {
        const auto text = described(value);
        const auto kind = value.kind();
        const bool has_kind =
            kind == json_kind::boolean || kind == json_kind::number || kind == json_kind::string;
        return has_kind ? text.substr(name_of(kind).size() + 1) : text;
    }

private:
    template <bool Collect>
    bool check_number(const schema_node& node, const View& value, const path& where)
    {
        const decimal& number = value.exact();
        bool good = true;
        const auto require = [&](bool holds, const char* keyword, std::string_view relation,
                                 const std::optional<decimal>& bound) {
            if (!holds) {
                refuse<Collect>(node, keyword, where, [&] {
                    return fmt::format("expected {} {}, found {}", relation, bound->text(),
                                       number.text());
                });
                good = false;
            }
        };
        require(!node.minimum || number >= *node.minimum, "minimum", "at least", node.minimum);
        require(!node.maximum || number <= *node.maximum, "maximum", "at most", node.maximum);
        require(!node.exclusive_minimum || number > *node.exclusive_minimum, "exclusiveMinimum",
                "more than", node.exclusive_minimum);
        require(!node.exclusive_maximum || number < *node.exclusive_maximum, "exclusiveMaximum",
                "less than", node.exclusive_maximum);
        require(!node.multiple_of || number.is_multiple_of(*node.multiple_of), "multipleOf",
                "a multiple of", node.multiple_of);
        return good;
    }

    static std::uint64_t characters_in(std::string_view text)
    {
        return static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        }));
    }

    template <bool Collect>
    bool check_bounds(const schema_node& node, const schema_bounds& bounds, std::uint64_t count,
                      const char* least, const char* most, std::string_view what, const path& where)
    {
        if (bounds.allow(count)) {
            return true;
        }
        const bool few = count < bounds.least;
        refuse<Collect>(node, few ? least : most, where, [&] {
            return fmt::format("expected {} {} {}, found {}", few ? "at least" : "at most",
                               few ? bounds.least : bounds.most, what, count);
        });
        return false;
    }

    template <bool Collect>
    bool check_string(const schema_node& node, const View& value, const path& where)
    {
        const std::string_view text = value.string();
        bool good = true;
        if (node.length.least > 0 || node.length.most < text.size()) {
            good = check_bounds<Collect>(node, node.length, characters_in(text), "minLength",
                                         "maxLength", "characters", where);
        }
        if (node.string_pattern && (good || Collect) && !node.string_pattern->matches(text)) {
            refuse<Collect>(node, "pattern", where, [&] {
                return fmt::format("expected a match of {}, found {}",
                                   node.string_pattern->source(), described(value));
            });
            good = false;
        }
        if (node.format != nullptr && (good || Collect) && !node.format(text)) {
            refuse<Collect>(node, "format", where, [&] {
                return fmt::format("expected the format {}, found {}", node.format_name,
                                   described(value));
            });
            good = false;
        }
        return good;
    }

    template <bool Collect>
    bool check_array(const schema_node& node, const View& value, const path& where, evaluated* seen)
    {
        const std::size_t size = value.size();
        bool good = check_bounds<Collect>(node, node.item_count, size, "minItems", "maxItems",
                                          "items", where);
        for (std::size_t i = 0; i < size && (good || Collect); ++i) {
            const auto item = i < node.prefix_items.size() ? node.prefix_items[i] : node.items;
            if (item == no_node) {
                break;
            }
            if (at(item).never && i >= node.prefix_items.size()) {
                refuse<Collect>(node, node.items_keyword, where, [&] {
                    return fmt::format("expected at most {} items, found {}",
                                       node.prefix_items.size(), size);
                });
                good = false;
                break;
            }
            good = check<Collect>(item, value.element(i), {&where, {}, i, true}, nullptr) && good;
            mark(seen, i);
        }
        if (node.contains != no_node && (good || Collect)) {
            good = check_contains<Collect>(node, value, where, seen) && good;
        }
        if (node.unique_items && (good || Collect)) {
            good = check_unique<Collect>(node, value, where) && good;
        }
        return good;
    }

    static void mark(evaluated* seen, std::size_t index)
    {
        if (seen != nullptr) {
            (*seen)[index] = true;
        }
    }

    template <bool Collect>
    bool check_contains(const schema_node& node, const View& value, const path& where,
                        evaluated* seen)
    {
        std::uint64_t count = 0;
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (check<false>(node.contains, value.element(i), {&where, {}, i, true}, nullptr)) {
                ++count;
                if (node.contains_evaluates) {
                    mark(seen, i);
                }
                // More of them change nothing.
                if (seen == nullptr && count >= node.contained.least &&
                    node.contained.most == std::numeric_limits<std::uint64_t>::max()) {
                    break;
                }
            }
        }
        return check_bounds<Collect>(node, node.contained, count,
                                     node.contained.least == 1 ? "contains" : "minContains",
                                     "maxContains", "items that match \"contains\"", where);
    }

    // Of few items each is compared with each.
    template <bool Collect>
    bool check_unique_pairs(const schema_node& node, const View& value, const path& where)
    {
        for (std::size_t i = 1; i < value.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                if (equal(value.element(k), value.element(i))) {
                    refuse<Collect>(node, "uniqueItems", where,
                                    [&] { return fmt::format("items {} and {} are equal", k, i); });
                    return false;
                }
            }
        }
        return true;
    }

    template <bool Collect>
    bool check_unique(const schema_node& node, const View& value, const path& where)
    {
        constexpr std::size_t most_compared = 8;
        if (value.size() <= most_compared) {
            return check_unique_pairs<Collect>(node, value, where);
        }
        std::unordered_multimap<std::size_t, std::size_t> known;
        known.reserve(value.size());
        for (std::size_t i = 0; i < value.size(); ++i) {
            const auto item = value.element(i);
            const auto hash = hash_of(item);
            const auto same = known.equal_range(hash);
            for (auto other = same.first; other != same.second; ++other) {
                const std::size_t earlier = other->second;
                if (equal(value.element(earlier), item)) {
                    refuse<Collect>(node, "uniqueItems", where, [&] {
                        return fmt::format("items {} and {} are equal", earlier, i);
                    });
                    return false;
                }
            }
            known.emplace(hash, i);
        }
        return true;
    }

    template <bool Collect>
    bool check_object(const schema_node& node, const View& value, const path& where,
                      evaluated* seen)
    {
        const std::size_t size = value.size();
        bool good = check_bounds<Collect>(node, node.property_count, size, "minProperties",
                                          "maxProperties", "properties", where);
        if (size < node.required_count && !Collect) {
            return false;
        }
        std::size_t required = 0;
        auto next = node.properties.begin();
        const bool looks_at_others = !node.pattern_properties.empty() ||
                                     node.additional_properties != no_node ||
                                     node.property_names != no_node;
        for (std::size_t i = 0; i < size && (good || Collect); ++i) {
            const std::string_view name = value.name(i);
            while (next != node.properties.end() && comes_before(next->name, name)) {
                if (next->required && !Collect) {
                    return false;
                }
                ++next;
            }
            bool described_here = false;
            if (next != node.properties.end() && next->name == name) {
                required += next->required ? 1 : 0;
                if (next->node != no_node) {
                    described_here = true;
                    good =
                        check<Collect>(next->node, value.value(i), {&where, name}, nullptr) && good;
                    mark(seen, i);
                }
                ++next;
            } else if (next == node.properties.end() && !looks_at_others) {
                break;
            }
            if (looks_at_others && (good || Collect)) {
                good = check_other<Collect>(node, value, i, described_here, where, seen) && good;
            }
        }
        if (good || Collect) {
            good = check_required<Collect>(node, value, required, where) && good;
        }
        if (!node.dependencies.empty() && (good || Collect)) {
            good = check_dependencies<Collect>(node, value, where, seen) && good;
        }
        return good;
    }

    // patternProperties, additionalProperties and propertyNames for one member.
    template <bool Collect>
    bool check_other(const schema_node& node, const View& value, std::size_t i, bool described_here,
                     const path& where, evaluated* seen)
    {
        const std::string_view name = value.name(i);
        const path inside{&where, name};
        bool good = true;
        for (const auto& [names, subschema] : node.pattern_properties) {
            if ((good || Collect) && names.matches(name)) {
                described_here = true;
                good = check<Collect>(subschema, value.value(i), inside, nullptr) && good;
                mark(seen, i);
            }
        }
        if (!described_here && node.additional_properties != no_node && (good || Collect)) {
            if (at(node.additional_properties).never) {
                refuse<Collect>(node, "additionalProperties", inside, [&] {
                    return fmt::format("property \"{}\" is not allowed", name);
                });
                good = false;
            } else {
                good =
                    check<Collect>(node.additional_properties, value.value(i), inside, nullptr) &&
                    good;
                mark(seen, i);
            }
        }
        if (node.property_names != no_node && (good || Collect)) {
            const json_tree tree{.kind = json_kind::string, .string = std::string(name)};
            schema_run<tree_view> names(program_, limits_);
            if (!names.matches_node(node.property_names, tree_view(tree), *this)) {
                refuse<Collect>(node, "propertyNames", inside, [&] {
                    return fmt::format("the name \"{}\" is not allowed", name);
                });
                good = false;
            }
        }
        return good;
    }

    template <bool Collect>
    bool check_required(const schema_node& node, const View& value, std::size_t required,
                        const path& where)
    {
        if (required == node.required_count) {
            return true;
        }
        if constexpr (Collect) {
            for (const auto& property : node.properties) {
                if (property.required && !find_member(value, property.name)) {
                    refuse<Collect>(node, "required", where, [&] {
                        return fmt::format("property \"{}\" is missing", property.name);
                    });
                }
            }
        }
        return false;
    }

    static std::optional<std::size_t> find_member(const View& object, std::string_view name)
    {
        std::size_t low = 0;
        std::size_t high = object.size();
        while (low < high) {
            const auto middle = low + (high - low) / 2;
            if (comes_before(object.name(middle), name)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < object.size() && object.name(low) == name ? std::optional(low) : std::nullopt;
    }

    template <bool Collect>
    bool check_dependencies(const schema_node& node, const View& value, const path& where,
                            evaluated* seen)
    {
        bool good = true;
        for (const auto& one : node.dependencies) {
            if ((!good && !Collect) || !find_member(value, one.name)) {
                continue;
            }
            for (const auto& name : one.required) {
                if (!find_member(value, name)) {
                    refuse<Collect>(node, one.keyword, where, [&] {
                        return fmt::format("property \"{}\" is missing, which \"{}\" needs", name,
                                           one.name);
                    });
                    good = false;
                }
            }
            if (one.node != no_node) {
                good = check<Collect>(one.node, value, where, seen) && good;
            }
        }
        return good;
    }

    // Whether a value matches a subschema that may fail without harm.
    bool tries(node_index index, const View& value, const path& where, evaluated* seen)
    {
        return check<false>(index, value, where, seen);
    }

    template <bool Collect>
    bool check_in_place(const schema_node& node, const View& value, const path& where,
                        evaluated* seen)
    {
        bool good = true;
        if (node.reference != no_node) {
            good = check<Collect>(node.reference, value, where, seen);
        }
        if (node.dynamic_reference != no_node && (good || Collect)) {
            good = check<Collect>(dynamic_target(node), value, where, seen) && good;
        }
        for (const auto one : node.all_of) {
            if (good || Collect) {
                good = check<Collect>(one, value, where, seen) && good;
            }
        }
        if (!node.any_of.empty() && (good || Collect)) {
            good = check_any_of<Collect>(node, value, where, seen) && good;
        }
        if (!node.one_of.empty() && (good || Collect)) {
            good = check_one_of<Collect>(node, value, where, seen) && good;
        }
        if (node.negated != no_node && (good || Collect) &&
            tries(node.negated, value, where, nullptr)) {
            refuse<Collect>(node, "not", where,
                            [&] { return fmt::format("{} is not allowed", described(value)); });
            good = false;
        }
        if (node.condition != no_node && (good || Collect)) {
            const auto branch =
                tries(node.condition, value, where, seen) ? node.consequence : node.alternative;
            if (branch != no_node) {
                good = check<Collect>(branch, value, where, seen) && good;
            }
        }
        return good;
    }

    template <bool Collect>
    bool check_any_of(const schema_node& node, const View& value, const path& where,
                      evaluated* seen)
    {
        bool found = false;
        for (const auto one : node.any_of) {
            if (tries(one, value, where, seen)) {
                found = true;
                if (seen == nullptr) {
                    break;
                }
            }
        }
        if (!found) {
            refuse_alternatives<Collect>(node, "anyOf", node.any_of, value, where);
        }
        return found;
    }

    template <bool Collect>
    bool check_one_of(const schema_node& node, const View& value, const path& where,
                      evaluated* seen)
    {
        std::size_t found = 0;
        for (const auto one : node.one_of) {
            found += tries(one, value, where, seen) ? 1 : 0;
            if (found > 1) {
                break;
            }
        }
        if (found == 0) {
            refuse_alternatives<Collect>(node, "oneOf", node.one_of, value, where);
        } else if (found > 1) {
            refuse<Collect>(node, "oneOf", where, [] {
                return std::string("matches more than one of the alternatives");
            });
        }
        return found == 1;
    }

    // Of one alternative its own findings say more than that none fits.
    template <bool Collect>
    void refuse_alternatives(const schema_node& node, const char* keyword,
                             const std::vector<node_index>& alternatives, const View& value,
                             const path& where)
    {
        if constexpr (Collect) {
            std::vector<node_index> of_its_type;
            for (const auto one : alternatives) {
                if ((at(one).types & type_of(value, value.kind())) != 0 && !at(one).never) {
                    of_its_type.push_back(one);
                }
            }
            if (of_its_type.size() == 1) {
                check<true>(of_its_type.front(), value, where, nullptr);
                return;
            }
            refuse<true>(node, keyword, where, [&] {
                return fmt::format("{} matches none of the {} alternatives", described(value),
                                   alternatives.size());
            });
        }
    }

    node_index dynamic_target(const schema_node& node) const
    {
        if (!node.dynamic_anchor.empty()) {
            for (const auto resource : scope_) {
                const auto& anchors = program_.dynamic_anchors[static_cast<std::size_t>(resource)];
                if (const auto found = anchors.find(node.dynamic_anchor); found != anchors.end()) {
                    return found->second;
                }
            }
        }
        return node.dynamic_reference;
    }

    template <bool Collect>
    bool check_unevaluated(const schema_node& node, const View& value, json_kind kind,
                           const path& where, evaluated& seen)
    {
        const bool is_array = kind == json_kind::array;
        const auto subschema = is_array ? node.unevaluated_items : node.unevaluated_properties;
        if (subschema == no_node) {
            return true;
        }
        bool good = true;
        for (std::size_t i = 0; i < seen.size() && (good || Collect); ++i) {
            if (seen[i]) {
                continue;
            }
            const path inside = is_array ? path{&where, {}, i, true} : path{&where, value.name(i)};
            if (at(subschema).never) {
                refuse<Collect>(
                    node, is_array ? "unevaluatedItems" : "unevaluatedProperties", inside, [&] {
                        return is_array
                                   ? fmt::format("item {} is not allowed", i)
                                   : fmt::format("property \"{}\" is not allowed", value.name(i));
                    });
                good = false;
                continue;
            }
            good = check<Collect>(subschema, is_array ? value.element(i) : value.value(i), inside,
                                  nullptr) &&
                   good;
            seen[i] = true;
        }
        return good;
    }

public:
    // For names of properties, which are instances of their own: continues another run's account.
    template <typename Outer>
    [[nodiscard]] bool matches_node(node_index index, const View& instance, Outer& outer)
    {
        steps_ = outer.steps();
        depth_ = outer.depth();
        scope_ = outer.scope();
        const bool good = check<false>(index, instance, {}, nullptr);
        outer.set_steps(steps_);
        return good;
    }
    [[nodiscard]] std::uint64_t steps() const { return steps_; }
    [[nodiscard]] int depth() const { return depth_; }
    [[nodiscard]] const std::vector<std::int32_t>& scope() const { return scope_; }
    void set_steps(std::uint64_t steps) { steps_ = steps; }

private:
    const schema_program& program_;
    const schema_limits& limits_;
    std::vector<schema_finding> findings_{};
    std::uint64_t steps_ = 0;
    int depth_ = 0;
    // The resources that are being evaluated, the outermost first.
    std::vector<std::int32_t> scope_{};
};

} // namespace sdp
