#pragma once
#include "core/plain.hpp"

#include <string>
#include <string_view>
#include <vector>

// Diagrams in the language of Mermaid, which GitHub and many editors draw.
namespace sdp {

struct diagram_entity {
    struct attribute {
        std::string_view name;
        std::string_view type;
        bool primary_key = false;
        bool foreign_key = false;
    };
    std::string_view name;
    std::vector<attribute> attributes{};
};

struct diagram_relation {
    // By name; an entity that is not there is drawn as an empty one.
    std::string_view from;
    std::string_view to;
    // The lines' ends, such as ||--o{.
    std::string_view ends;
    std::string_view label;
};

// The ends of a relationship's line by its type in words: one-to-many and the like.
[[nodiscard]] std::string_view ends_of_type(std::string_view type);

// An entity-relationship diagram. Many entities are drawn without attributes; empty where there are
// none, or more than a diagram can show.
[[nodiscard]] std::string entity_diagram(const std::vector<diagram_entity>& entities,
                                         const std::vector<diagram_relation>& relations);

// The pipeline of stages 1 to 8 and the package, left to right. `written` says of each whether it
// has been written.
[[nodiscard]] std::string pipeline_diagram(const std::vector<std::string>& labels,
                                           const std::vector<bool>& written);

} // namespace sdp
