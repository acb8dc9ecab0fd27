#pragma once
#include "core/json/limits.hpp"
#include "core/schema/program.hpp"

#include <algorithm>

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

// Where in the instance a run is; written out only for a finding.
struct instance_path {
    const instance_path* outer = nullptr;
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

// What a run has found, up to a limit.
class schema_findings {
public:
    explicit schema_findings(std::size_t most) : most_(most) {}

    // Notes what `message` gives; nothing, where a run does not collect.
    template <bool Collect>
    void add(const schema_node& node, std::string_view keyword, const instance_path& where,
             auto&& message)
    {
        if constexpr (Collect) {
            if (findings_.size() < most_) {
                add({where.pointer(),
                     keyword.empty() ? node.location : fmt::format("{}/{}", node.location, keyword),
                     std::string(keyword), message()});
            }
        }
    }

    [[nodiscard]] std::vector<schema_finding> take() { return std::move(findings_); }

private:
    // The same said in several places, as the parts of a meta-schema do, is said once.
    void add(schema_finding found)
    {
        constexpr std::ptrdiff_t most_compared = 20;
        const auto latest = findings_.end() -
                            std::min(most_compared, static_cast<std::ptrdiff_t>(findings_.size()));
        if (std::none_of(latest, findings_.end(), [&](const schema_finding& other) {
                return other.path == found.path && other.message == found.message;
            })) {
            findings_.push_back(std::move(found));
        }
    }

    std::size_t most_;
    std::vector<schema_finding> findings_{};
};

} // namespace sdp
