#include "core/rules/judgement.hpp"

#include "core/rules/catalog.hpp"
#include "core/sha256.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sdp {

namespace {

template <typename List, typename Key, typename Member>
auto find_by(const List& list, const Key& key, Member member)
{
    return std::find_if(list.begin(), list.end(),
                        [&](const auto& one) { return one.*member == key; });
}

// Members are put in as text, so that what the detail has stays as it is, numbers above all.
std::string with_member(std::string_view object, std::string_view name, std::string_view value)
{
    const auto end = object.find_last_of('}');
    const auto beginning = object.substr(0, std::min(end, object.size()));
    const bool is_empty = beginning.find_first_not_of("{ \t\r\n") == std::string_view::npos;
    return fmt::format("{}{}\"{}\":{}}}", is_empty ? "{" : beginning, is_empty ? "" : ",", name,
                       value);
}

} // namespace

std::string fingerprint_of(int stage, std::string_view rule, std::string_view path,
                           std::string_view message)
{
    // With their lengths, so that no two findings give one text.
    return sha256_of(
        fmt::format("{} {} {} {} {} {}", stage, rule.size(), rule, path.size(), path, message));
}

std::string fingerprint_of(const finding& of)
{
    return fingerprint_of(of.stage, of.rule, of.path, of.message);
}

void apply_overrides(std::vector<finding>& findings, std::span<const rule_override> overrides)
{
    if (overrides.empty()) {
        return;
    }
    std::erase_if(findings, [&](finding& one) {
        const auto found = find_by(overrides, one.rule, &rule_override::rule);
        if (found == overrides.end() || find_built_in_rule(one.rule) == nullptr) {
            return false;
        }
        one.level = found->level.value_or(one.level);
        return !found->enabled;
    });
}

void apply_acceptances(std::vector<finding>& findings, std::span<const acceptance> acceptances)
{
    if (acceptances.empty()) {
        return;
    }
    for (auto& one : findings) {
        if (one.level != severity::warning) {
            continue;
        }
        const auto found = find_by(acceptances, fingerprint_of(one), &acceptance::fingerprint);
        if (found == acceptances.end()) {
            continue;
        }
        nlohmann::ordered_json accepted;
        accepted["reason"] = found->reason;
        accepted["actor"] = found->actor;
        accepted["at"] = found->at;
        one.level = severity::info;
        one.accepted = true;
        one.detail = with_member(one.detail, "accepted", accepted.dump());
    }
}

} // namespace sdp
