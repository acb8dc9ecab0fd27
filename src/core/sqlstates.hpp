#pragma once
#include "core/plain.hpp"

#include <array>
#include <string_view>

// The SQLSTATEs of class SD: every refusal by a rule of pg_sdp. docs/errors.md lists the same ones
// with their causes and ways out, and a test compares the two.
namespace sdp::sqlstate {

// SD0: the lifecycle refuses.
inline constexpr std::string_view transition_refused = "SD001";
inline constexpr std::string_view later_stage_generating = "SD002";
inline constexpr std::string_view stage_not_generated = "SD003";
inline constexpr std::string_view stage_generating = "SD004";
inline constexpr std::string_view stage_without_data = "SD005";
inline constexpr std::string_view validation_failed = "SD006";
inline constexpr std::string_view package_not_exported = "SD007";
inline constexpr std::string_view stages_missing = "SD008";
inline constexpr std::string_view several_changes = "SD009";
inline constexpr std::string_view changed_meanwhile = "SD010";
inline constexpr std::string_view stage_not_editable = "SD011";
inline constexpr std::string_view provider_unresolved = "SD012";
inline constexpr std::string_view project_not_active = "SD013";
inline constexpr std::string_view version_conflict = "SD014";
inline constexpr std::string_view stale_save = "SD015";
inline constexpr std::string_view budget_exceeded = "SD016";
inline constexpr std::string_view export_under_way = "SD017";
inline constexpr std::string_view export_unprepared = "SD018";
inline constexpr std::string_view tokens_exhausted = "SD019";

// SD1: something named does not exist, or not for this owner.
inline constexpr std::string_view project_not_found = "SD101";
inline constexpr std::string_view stage_not_found = "SD102";
inline constexpr std::string_view output_not_found = "SD103";
inline constexpr std::string_view ticket_not_found = "SD104";
inline constexpr std::string_view template_not_found = "SD105";
inline constexpr std::string_view provider_not_found = "SD106";
inline constexpr std::string_view user_not_found = "SD107";
inline constexpr std::string_view schema_not_found = "SD108";
inline constexpr std::string_view finding_not_found = "SD109";
inline constexpr std::string_view export_not_found = "SD110";

// SD2: a value is not acceptable.
inline constexpr std::string_view null_argument = "SD201";
inline constexpr std::string_view blank_value = "SD202";
inline constexpr std::string_view invalid_slug = "SD203";
inline constexpr std::string_view malformed_data = "SD204";
inline constexpr std::string_view malformed_content = "SD205";
inline constexpr std::string_view content_too_large = "SD206";
inline constexpr std::string_view invalid_generation = "SD207";
inline constexpr std::string_view invalid_provider = "SD208";
inline constexpr std::string_view invalid_stage_defaults = "SD209";
inline constexpr std::string_view invalid_argument = "SD210";
inline constexpr std::string_view contradictory_values = "SD211";
inline constexpr std::string_view validation_too_costly = "SD212";
inline constexpr std::string_view invalid_schema = "SD213";
inline constexpr std::string_view value_not_valid = "SD214";
inline constexpr std::string_view invalid_rule = "SD215";
inline constexpr std::string_view package_refused = "SD216";
inline constexpr std::string_view export_path_refused = "SD217";
inline constexpr std::string_view export_unreadable = "SD218";

// SD3: a row may not be changed that way.
inline constexpr std::string_view immutable_value = "SD301";
inline constexpr std::string_view append_only = "SD302";
inline constexpr std::string_view not_deletable = "SD303";
inline constexpr std::string_view built_in_row = "SD304";
inline constexpr std::string_view truncate_refused = "SD305";
inline constexpr std::string_view new_stage_refused = "SD306";

// SD4: the installation.
inline constexpr std::string_view not_installed = "SD401";
inline constexpr std::string_view name_taken = "SD402";
inline constexpr std::string_view versions_differ = "SD403";
inline constexpr std::string_view unsuitable_database = "SD404";
inline constexpr std::string_view trigger_misused = "SD405";
inline constexpr std::string_view access_denied = "SD406";
inline constexpr std::string_view export_directory_unset = "SD407";

inline constexpr std::array all = {
    stale_save,           access_denied,
    transition_refused,   later_stage_generating,
    stage_not_generated,  stage_generating,
    stage_without_data,   validation_failed,
    package_not_exported, stages_missing,
    several_changes,      changed_meanwhile,
    stage_not_editable,   provider_unresolved,
    project_not_active,   version_conflict,
    project_not_found,    stage_not_found,
    output_not_found,     ticket_not_found,
    template_not_found,   provider_not_found,
    user_not_found,       null_argument,
    blank_value,          invalid_slug,
    malformed_data,       malformed_content,
    content_too_large,    invalid_generation,
    invalid_provider,     invalid_stage_defaults,
    invalid_argument,     contradictory_values,
    immutable_value,      append_only,
    not_deletable,        built_in_row,
    truncate_refused,     new_stage_refused,
    not_installed,        name_taken,
    versions_differ,      unsuitable_database,
    trigger_misused,      validation_too_costly,
    invalid_schema,       schema_not_found,
    value_not_valid,      finding_not_found,
    invalid_rule,         budget_exceeded,
    export_under_way,     export_unprepared,
    tokens_exhausted,     package_refused,
    export_path_refused,  export_directory_unset,
    export_not_found,     export_unreadable,
};

} // namespace sdp::sqlstate
