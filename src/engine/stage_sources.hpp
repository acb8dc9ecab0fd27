#pragma once
#include "core/json/written_tree.hpp"
#include "core/package_rendering.hpp"

#include "pg/value.hpp"

#include <memory>

namespace sdp::engine {

// What stages' files are made of, with the trees that their views look into: of the json output's
// text where there is one, so in its order of members; of a text beyond 4 MB of the jsonb, which
// has an order of its own.
class stage_sources {
public:
    // The data, as stored, outlive this.
    void add(stage_source stage, const std::optional<pg::jsonb_datum>& data);

    [[nodiscard]] const std::vector<stage_source>& stages() const { return stages_; }

private:
    std::vector<stage_source> stages_;
    std::vector<std::unique_ptr<written_tree>> trees_;
};

} // namespace sdp::engine
