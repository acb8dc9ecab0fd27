#include "core/schema/cycles.hpp"

#include "core/schema/resources.hpp"

namespace sdp {

namespace {

std::vector<node_index> applied_in_place(const schema_program& program, const schema_node& node)
{
    std::vector<node_index> result = node.all_of;
    result.insert(result.end(), node.any_of.begin(), node.any_of.end());
    result.insert(result.end(), node.one_of.begin(), node.one_of.end());
    for (const auto& one : node.dependencies) {
        result.push_back(one.node);
    }
    for (const auto index : {node.negated, node.condition, node.consequence, node.alternative,
                             node.reference, node.dynamic_reference}) {
        result.push_back(index);
    }
    if (!node.dynamic_anchor.empty()) {
        for (const auto& anchors : program.dynamic_anchors) {
            if (const auto found = anchors.find(node.dynamic_anchor); found != anchors.end()) {
                result.push_back(found->second);
            }
        }
    }
    std::erase(result, no_node);
    return result;
}

} // namespace

void refuse_cycles(const schema_program& program)
{
    enum class color : std::uint8_t { unseen, open, done };
    std::vector<color> colors(program.nodes.size(), color::unseen);
    struct visit {
        node_index node;
        std::vector<node_index> left;
    };
    for (std::size_t start = 0; start < colors.size(); ++start) {
        if (colors[start] != color::unseen) {
            continue;
        }
        std::vector<visit> stack;
        const auto enter = [&](node_index index) {
            colors[static_cast<std::size_t>(index)] = color::open;
            stack.push_back(
                {index, applied_in_place(program, program.nodes[static_cast<std::size_t>(index)])});
        };
        enter(static_cast<node_index>(start));
        while (!stack.empty()) {
            auto& top = stack.back();
            if (top.left.empty()) {
                colors[static_cast<std::size_t>(top.node)] = color::done;
                stack.pop_back();
                continue;
            }
            const auto next = top.left.back();
            top.left.pop_back();
            if (colors[static_cast<std::size_t>(next)] == color::open) {
                refuse_schema(program.nodes[static_cast<std::size_t>(next)].location,
                              "it applies itself to the same value, without end");
            }
            if (colors[static_cast<std::size_t>(next)] == color::unseen) {
                enter(next);
            }
        }
    }
}

void pass_by_references(schema_program& program)
{
    const auto only_refers = [](const schema_node& node) {
        return node.reference != no_node && node.dynamic_reference == no_node && !node.never &&
               node.types == any_type && !node.has_enum && !node.constant &&
               !node.looks_at_numbers && !node.looks_at_strings && !node.looks_at_arrays &&
               !node.looks_at_objects && !node.needs_evaluated() && node.all_of.empty() &&
               node.any_of.empty() && node.one_of.empty() && node.negated == no_node &&
               node.condition == no_node;
    };
    if (program.is_dynamic) {
        return; // Which resources are entered matters.
    }
    for (auto& node : program.nodes) {
        while (node.reference != no_node) {
            const auto& next = program.nodes[static_cast<std::size_t>(node.reference)];
            if (!only_refers(next)) {
                break;
            }
            node.reference = next.reference;
        }
    }
}

} // namespace sdp
