#pragma once
#include "core/plain.hpp"

#include <string>
#include <unordered_map>

namespace sdp {

// Names that have been met, and where first.
class duplicates {
public:
    // Where a name was met before; null for a new one and for none at all.
    const std::string* first_of(std::string name, const std::string& path)
    {
        if (name.empty()) {
            return nullptr;
        }
        const auto [found, is_new] = first_.try_emplace(std::move(name), path);
        return is_new ? nullptr : &found->second;
    }

private:
    std::unordered_map<std::string, std::string> first_{};
};

} // namespace sdp
