#include "engine/stage_sources.hpp"

#include "pg/jsonb.hpp"

namespace sdp::engine {

namespace {

// A tree of a text takes some twenty times the text's memory at worst.
constexpr std::size_t longest_tree_text = 4UL * 1024UL * 1024UL;

} // namespace

void stage_sources::add(stage_source stage, const std::optional<pg::jsonb_datum>& data)
{
    if (data && stage.json && stage.json->size() <= longest_tree_text) {
        if (auto tree = written_tree::of(*stage.json)) {
            stage.data.emplace(tree->root());
            trees_.push_back(std::move(tree));
        }
    }
    if (data && !stage.data) {
        stage.data.emplace(pg::jsonb_view(pg::jsonb_of(*data)));
    }
    stages_.push_back(std::move(stage));
}

} // namespace sdp::engine
