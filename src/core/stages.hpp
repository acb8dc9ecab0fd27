#pragma once
#include "core/plain.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sdp {

// The statuses of a stage, in the order of its life.
enum class stage_status : std::uint8_t { locked, active, generating, review, complete };

inline constexpr std::array<std::string_view, 5> stage_status_names = {
    "locked", "active", "generating", "review", "complete"};

[[nodiscard]] constexpr std::string_view name_of(stage_status status)
{
    return stage_status_names[static_cast<std::size_t>(status)];
}
// The status as a sentence has it: "in review", else its name.
[[nodiscard]] constexpr std::string_view described(stage_status status)
{
    return status == stage_status::review ? "in review" : name_of(status);
}
[[nodiscard]] std::optional<stage_status> stage_status_named(std::string_view name);
// The status of that name, or SD210.
[[nodiscard]] stage_status require_stage_status(std::string_view name);

// True for the one stage of a project that is being worked on.
[[nodiscard]] constexpr bool is_open(stage_status status)
{
    return status == stage_status::active || status == stage_status::generating ||
           status == stage_status::review;
}
// True where a stage's data may be edited.
[[nodiscard]] constexpr bool is_editable(stage_status status)
{
    return status == stage_status::active || status == stage_status::review;
}

inline constexpr int first_stage = 1;
inline constexpr int product_stage = 1;
inline constexpr int data_model_stage = 2;
inline constexpr int database_stage = 3;
inline constexpr int api_stage = 4;
inline constexpr int stack_stage = 5;
inline constexpr int design_stage = 6;
inline constexpr int sections_stage = 7;
inline constexpr int infrastructure_stage = 8;
inline constexpr int last_stage = 9;
inline constexpr std::size_t stage_count = 9;

// What is fixed about a stage, for every installation. Labels, descriptions and schemas are data
// (sdp_engine.stage_definitions): an administrator may override them.
struct stage_definition {
    int number;
    std::string_view name;
    std::string_view label;
    std::string_view description;
    // The stages whose data this one is made from.
    std::array<int, 8> context;
    std::string_view schema;
    bool can_generate;
    // The json file of this stage in the package; empty for the manifest's own stage.
    std::string_view package_file;
};

inline constexpr std::array<stage_definition, stage_count> stage_definitions = {{
    {1,
     "product",
     "Product Definition",
     "What the product is, whom it serves and which problems it solves.",
     {},
     "product",
     true,
     "product/definition.json"},
    {2,
     "dataModel",
     "Data Model",
     "The entities of the product, their fields and relationships.",
     {1},
     "data-model",
     true,
     "data-model/entities.json"},
    {3,
     "database",
     "Database",
     "How the entities are stored: tables, columns, indexes.",
     {2},
     "database",
     true,
     "database/schema-config.json"},
    {4,
     "api",
     "API Design",
     "The endpoints that the product offers, with requests and responses.",
     {1, 2},
     "api",
     true,
     "api/design.json"},
    {5,
     "stack",
     "Tech Stack",
     "The languages, frameworks and libraries it is built with.",
     {1, 3},
     "stack",
     true,
     "stack/selection.json"},
    {6,
     "design",
     "Design System",
     "Colours, typography, spacing and the shell of the application.",
     {1},
     "design",
     true,
     "design/design-system.json"},
    {7,
     "sections",
     "Sections",
     "The pages of the product: components, data and interactions.",
     {1, 2, 3, 4, 5, 6},
     "sections",
     true,
     "sections/sections.json"},
    {8,
     "infrastructure",
     "Infrastructure",
     "Where and how it runs: hosting, containers, pipelines.",
     {3, 5},
     "infrastructure",
     true,
     "infrastructure/config.json"},
    {9,
     "export",
     "Export",
     "The finished Software Design Package.",
     {1, 2, 3, 4, 5, 6, 7, 8},
     "export",
     false,
     ""},
}};

[[nodiscard]] constexpr bool is_stage_number(int stage)
{
    return stage >= first_stage && stage <= last_stage;
}
// SD102 for a number that is not 1 to 9.
[[noreturn]] void refuse_stage_number(int stage);
inline void require_stage_number(int stage)
{
    if (!is_stage_number(stage)) {
        refuse_stage_number(stage);
    }
}

// The definition of a stage by its number; SD102 for a number that is not 1 to 9.
[[nodiscard]] constexpr const stage_definition& definition_of(int stage)
{
    if (!is_stage_number(stage)) {
        refuse_stage_number(stage);
    }
    return stage_definitions[static_cast<std::size_t>(stage - first_stage)];
}
// The number of a stage by its name; nothing when there is no such stage.
[[nodiscard]] std::optional<int> stage_named(std::string_view name);
// How messages name a stage: 3 (database).
[[nodiscard]] std::string described_stage(int stage);

// The statuses of a project's stages as far as they exist.
class stage_statuses {
public:
    void set(int stage, stage_status status) { statuses_[index_of(stage)] = status; }
    [[nodiscard]] std::optional<stage_status> of(int stage) const
    {
        return statuses_[index_of(stage)];
    }
    // True when all nine exist.
    [[nodiscard]] bool all_present() const;
    // The number of the first stage that is not complete, 9 when all are: what
    // projects.current_stage is. Missing stages count as not complete.
    [[nodiscard]] int current_stage() const;
    // The first stage before `stage` that is not complete; nothing when all are.
    [[nodiscard]] std::optional<int> incomplete_before(int stage) const;
    // The first stage after `stage` with that status.
    [[nodiscard]] std::optional<int> first_after(int stage, stage_status status) const;
    // The first stage after `stage` that is not locked.
    [[nodiscard]] std::optional<int> unlocked_after(int stage) const;

private:
    // SD102 for a number that is not 1 to 9.
    static std::size_t index_of(int stage)
    {
        return static_cast<std::size_t>(definition_of(stage).number - first_stage);
    }
    std::array<std::optional<stage_status>, stage_count> statuses_{};
};

} // namespace sdp
