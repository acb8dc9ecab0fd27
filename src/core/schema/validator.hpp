#pragma once
#include "core/schema/meter.hpp"
#include "core/schema/values.hpp"

namespace sdp {

// One instance against one schema: first only whether it matches, and what is refused only then.
class schema_run {
public:
    schema_run(const schema_program& program, const schema_limits& limits)
        : program_(program), meter_(limits), findings_(limits.most_findings)
    {
    }

    // Throws SD212 where a limit is reached.
    template <indexed_json_view View> [[nodiscard]] bool matches(const View& instance)
    {
        return check<false>(program_.root, instance, {}, nullptr);
    }

    // What is refused, in a stable order: that of the keywords, then of the instance.
    template <indexed_json_view View>
    [[nodiscard]] std::vector<schema_finding> findings(const View& instance)
    {
        if (!matches(instance)) {
            check<true>(program_.root, instance, {}, nullptr);
        }
        return findings_.take();
    }

private:
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

    // Keeps what is left of a level, however it is left.
    class level {
    public:
        level(schema_run& run, const schema_node& node) : run_(run)
        {
            run_.meter_.enter();
            if (run_.program_.is_dynamic &&
                (run_.scope_.empty() || run_.scope_.back() != node.resource)) {
                run_.scope_.push_back(node.resource);
                entered_ = true;
            }
        }
        ~level()
        {
            run_.meter_.leave();
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
    template <bool Collect, indexed_json_view View>
    bool check(node_index index, const View& value, const instance_path& where, evaluated* seen)
    {
        const auto& node = at(index);
        meter_.count_step();
        if (node.never) {
            findings_.add<Collect>(node, "", where,
                                   [] { return std::string("nothing is allowed here"); });
            return false;
        }
        const level here(*this, node);
        const auto kind = value.kind();
        bool good = check_value<Collect>(node, value, kind, where, findings_);
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

    template <bool Collect, indexed_json_view View>
    bool check_members(const schema_node& node, const View& value, json_kind kind,
                       const instance_path& where, evaluated* seen)
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

    template <bool Collect, indexed_json_view View>
    bool check_array(const schema_node& node, const View& value, const instance_path& where,
                     evaluated* seen)
    {
        const std::size_t size = value.size();
        bool good = check_bounds<Collect>(node, node.item_count, size, "minItems", "maxItems",
                                          "items", where, findings_);
        for (std::size_t i = 0; i < size && (good || Collect); ++i) {
            const auto item = i < node.prefix_items.size() ? node.prefix_items[i] : node.items;
            if (item == no_node) {
                break;
            }
            if (at(item).never && i >= node.prefix_items.size()) {
                findings_.add<Collect>(node, node.items_keyword, where, [&] {
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
            if (const auto same = equal_items(value)) {
                findings_.add<Collect>(node, "uniqueItems", where, [&] {
                    return fmt::format("items {} and {} are equal", same->first, same->second);
                });
                good = false;
            }
        }
        return good;
    }

    static void mark(evaluated* seen, std::size_t index)
    {
        if (seen != nullptr) {
            (*seen)[index] = true;
        }
    }

    template <bool Collect, indexed_json_view View>
    bool check_contains(const schema_node& node, const View& value, const instance_path& where,
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
        return check_bounds<Collect>(
            node, node.contained, count, node.contained.least == 1 ? "contains" : "minContains",
            "maxContains", "items that match \"contains\"", where, findings_);
    }

    template <bool Collect, indexed_json_view View>
    bool check_object(const schema_node& node, const View& value, const instance_path& where,
                      evaluated* seen)
    {
        const std::size_t size = value.size();
        bool good = check_bounds<Collect>(node, node.property_count, size, "minProperties",
                                          "maxProperties", "properties", where, findings_);
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
            bool is_described = false;
            if (next != node.properties.end() && next->name == name) {
                required += next->required ? 1 : 0;
                if (next->node != no_node) {
                    is_described = true;
                    good =
                        check<Collect>(next->node, value.value(i), {&where, name}, nullptr) && good;
                    mark(seen, i);
                }
                ++next;
            } else if (next == node.properties.end() && !looks_at_others) {
                break;
            }
            if (looks_at_others && (good || Collect)) {
                good = check_other<Collect>(node, value, i, is_described, where, seen) && good;
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
    template <bool Collect, indexed_json_view View>
    bool check_other(const schema_node& node, const View& value, std::size_t i, bool is_described,
                     const instance_path& where, evaluated* seen)
    {
        const std::string_view name = value.name(i);
        const instance_path inside{&where, name};
        bool good = true;
        for (const auto& [names, subschema] : node.pattern_properties) {
            if ((good || Collect) && names.matches(name)) {
                is_described = true;
                good = check<Collect>(subschema, value.value(i), inside, nullptr) && good;
                mark(seen, i);
            }
        }
        if (!is_described && node.additional_properties != no_node && (good || Collect)) {
            if (at(node.additional_properties).never) {
                findings_.add<Collect>(node, "additionalProperties", inside, [&] {
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
            if (!check<false>(node.property_names, tree_view(tree), {}, nullptr)) {
                findings_.add<Collect>(node, "propertyNames", inside, [&] {
                    return fmt::format("the name \"{}\" is not allowed", name);
                });
                good = false;
            }
        }
        return good;
    }

    template <bool Collect, indexed_json_view View>
    bool check_required(const schema_node& node, const View& value, std::size_t required,
                        const instance_path& where)
    {
        if (required == node.required_count) {
            return true;
        }
        if constexpr (Collect) {
            for (const auto& property : node.properties) {
                if (property.required && !find_member(value, property.name)) {
                    findings_.add<Collect>(node, "required", where, [&] {
                        return fmt::format("property \"{}\" is missing", property.name);
                    });
                }
            }
        }
        return false;
    }

    template <bool Collect, indexed_json_view View>
    bool check_dependencies(const schema_node& node, const View& value, const instance_path& where,
                            evaluated* seen)
    {
        bool good = true;
        for (const auto& one : node.dependencies) {
            if ((!good && !Collect) || !find_member(value, one.name)) {
                continue;
            }
            for (const auto& name : one.required) {
                if (!find_member(value, name)) {
                    findings_.add<Collect>(node, one.keyword, where, [&] {
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

    template <bool Collect, indexed_json_view View>
    bool check_in_place(const schema_node& node, const View& value, const instance_path& where,
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
            check<false>(node.negated, value, where, nullptr)) {
            findings_.add<Collect>(node, "not", where, [&] {
                return fmt::format("{} is not allowed", described(value));
            });
            good = false;
        }
        if (node.condition != no_node && (good || Collect)) {
            const auto branch = check<false>(node.condition, value, where, seen) ? node.consequence
                                                                                 : node.alternative;
            if (branch != no_node) {
                good = check<Collect>(branch, value, where, seen) && good;
            }
        }
        return good;
    }

    template <bool Collect, indexed_json_view View>
    bool check_any_of(const schema_node& node, const View& value, const instance_path& where,
                      evaluated* seen)
    {
        bool found = false;
        for (const auto one : node.any_of) {
            if (check<false>(one, value, where, seen)) {
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

    template <bool Collect, indexed_json_view View>
    bool check_one_of(const schema_node& node, const View& value, const instance_path& where,
                      evaluated* seen)
    {
        std::size_t found = 0;
        for (const auto one : node.one_of) {
            found += check<false>(one, value, where, seen) ? 1 : 0;
            if (found > 1) {
                break;
            }
        }
        if (found == 0) {
            refuse_alternatives<Collect>(node, "oneOf", node.one_of, value, where);
        } else if (found > 1) {
            findings_.add<Collect>(node, "oneOf", where, [] {
                return std::string("matches more than one of the alternatives");
            });
        }
        return found == 1;
    }

    // Of one alternative its own findings say more than that none fits.
    template <bool Collect, indexed_json_view View>
    void refuse_alternatives(const schema_node& node, const char* keyword,
                             const std::vector<node_index>& alternatives, const View& value,
                             const instance_path& where)
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
            findings_.add<true>(node, keyword, where, [&] {
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

    template <bool Collect, indexed_json_view View>
    bool check_unevaluated(const schema_node& node, const View& value, json_kind kind,
                           const instance_path& where, evaluated& seen)
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
            const instance_path inside = is_array ? instance_path{&where, {}, i, true}
                                                  : instance_path{&where, value.name(i)};
            if (at(subschema).never) {
                findings_.add<Collect>(
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

private:
    const schema_program& program_;
    schema_meter meter_;
    schema_findings findings_;
    // The resources that are being evaluated, the outermost first.
    std::vector<std::int32_t> scope_{};
};

} // namespace sdp
