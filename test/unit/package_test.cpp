#include "core/package.hpp"

#include "core/json/canonical.hpp"
#include "core/sha256.hpp"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace sdp {
namespace {

package_project shop()
{
    return {.id = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            .name = "Shop \"Zürich\"",
            .slug = "shop-zurich",
            .description = "Sells\nthings",
            .created_at = "2026-01-02T03:04:05.678901Z"};
}

std::vector<package_stage> two_stages()
{
    return {{.number = 1, .label = "Product", .status = stage_status::complete, .version = 3},
            {.number = 2, .label = "Data Model", .status = stage_status::active, .version = {}}};
}

std::vector<package_file> two_files()
{
    return {{"data-model/entities.json", "{}\n"}, {"product/definition.json", "{\"ä\": 1}\n"}};
}

finding one_of(severity level)
{
    return {.level = level, .rule = "a-rule", .stage = 1, .path = "", .message = "a message"};
}

// The whole text, once, by hand: whoever changes a byte of it changes every digest.
std::string manifest(const package_project& project, const std::vector<package_stage>& stages,
                     std::vector<package_file> files, const std::vector<finding>& findings)
{
    return manifest_of(project, stages, files, findings);
}

TEST(manifest, is_exactly_this)
{
    const std::vector<finding> findings = {one_of(severity::warning), one_of(severity::info)};
    const auto text = manifest(shop(), two_stages(), two_files(), findings);
    const std::string head = R"({
  "format": "sdp/1",
  "project": {
    "id": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "name": "Shop \"Zürich\"",
    "slug": "shop-zurich",
    "description": "Sells\nthings",
    "createdAt": "2026-01-02T03:04:05.678901Z"
  },
  "stages": [
    {
      "number": 1,
      "name": "product",
      "label": "Product",
      "status": "complete",
      "version": 3
    },
    {
      "number": 2,
      "name": "dataModel",
      "label": "Data Model",
      "status": "active",
      "version": null
    }
  ],
  "files": [
    {
      "path": "data-model/entities.json",
      "mediaType": "application/json",
      "size": 3,
      "sha256": "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"
    },
    {
      "path": "product/definition.json",
      "mediaType": "application/json",
      "size": 10,
      "sha256": "5c937938e9e3f010ea644d87e5c145c8008591e4d1dd9d55b2c30ce5e220e2d6"
    }
  ],
  "digest": "sha256:)";
    const std::string tail = R"(",
  "validation": {
    "status": "warnings",
    "errors": 0,
    "warnings": 1
  }
}
)";
    ASSERT_EQ(text.substr(0, head.size()), head);
    ASSERT_EQ(text.size(), head.size() + 64 + tail.size());
    EXPECT_EQ(text.substr(head.size() + 64), tail);
}

// RFC 8785 once more, by hand: what another reader of the manifest does to check the digest.
std::string canonical_by_hand(const nlohmann::json& value)
{
    if (value.is_object()) {
        std::vector<std::string> names;
        for (const auto& [name, member] : value.items()) {
            names.push_back(name);
        }
        std::sort(names.begin(), names.end());
        std::string text = "{";
        for (const auto& name : names) {
            text += (text.size() > 1 ? "," : "") + nlohmann::json(name).dump() + ":" +
                    canonical_by_hand(value.at(name));
        }
        return text + "}";
    }
    if (value.is_array()) {
        std::string text = "[";
        for (const auto& element : value) {
            text += (text.size() > 1 ? "," : "") + canonical_by_hand(element);
        }
        return text + "]";
    }
    return value.dump();
}

std::string digest_of(const std::string& manifest)
{
    return nlohmann::json::parse(manifest).at("digest");
}

TEST(manifest, digest_can_be_recomputed_from_the_text)
{
    const std::vector<finding> findings = {one_of(severity::error)};
    const auto text = manifest(shop(), two_stages(), two_files(), findings);
    auto document = nlohmann::json::parse(text);
    const std::string digest = document.at("digest");
    document.erase("digest");
    document.erase("validation");
    EXPECT_EQ(digest, "sha256:" + sha256_of(canonical_by_hand(document)));
}

TEST(manifest, is_the_same_each_time)
{
    const auto text = manifest(shop(), two_stages(), two_files(), {});
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(manifest(shop(), two_stages(), two_files(), {}), text);
    }
}

TEST(manifest, does_not_depend_on_the_order_of_files)
{
    auto turned = two_files();
    std::reverse(turned.begin(), turned.end());
    EXPECT_EQ(manifest(shop(), two_stages(), turned, {}),
              manifest(shop(), two_stages(), two_files(), {}));
}

TEST(manifest, digest_does_not_cover_the_validation)
{
    const std::vector<finding> findings = {one_of(severity::error), one_of(severity::error)};
    const auto clean = manifest(shop(), two_stages(), two_files(), {});
    const auto faulty = manifest(shop(), two_stages(), two_files(), findings);
    EXPECT_NE(clean, faulty);
    EXPECT_EQ(digest_of(clean), digest_of(faulty));
    const auto summary = nlohmann::json::parse(faulty).at("validation");
    EXPECT_EQ(summary,
              nlohmann::json::parse(R"({"status": "errors", "errors": 2, "warnings": 0})"));
}

TEST(manifest, digest_covers_everything_else)
{
    std::set<std::string> digests = {digest_of(manifest(shop(), two_stages(), two_files(), {}))};
    const auto differs = [&](const package_project& project,
                             const std::vector<package_stage>& stages,
                             const std::vector<package_file>& files) {
        return digests.insert(digest_of(manifest(project, stages, files, {}))).second;
    };
    auto project = shop();
    project.id.back() = '7';
    EXPECT_TRUE(differs(project, two_stages(), two_files()));
    project = shop();
    project.name += "!";
    EXPECT_TRUE(differs(project, two_stages(), two_files()));
    project = shop();
    project.slug += "-2";
    EXPECT_TRUE(differs(project, two_stages(), two_files()));
    project = shop();
    project.description = "";
    EXPECT_TRUE(differs(project, two_stages(), two_files()));
    project.description = std::nullopt;
    EXPECT_TRUE(differs(project, two_stages(), two_files()));
    project = shop();
    project.created_at = "2026-01-02T03:04:05.678902Z";
    EXPECT_TRUE(differs(project, two_stages(), two_files()));

    auto stages = two_stages();
    stages.front().version = 4;
    EXPECT_TRUE(differs(shop(), stages, two_files()));
    stages = two_stages();
    stages.back().status = stage_status::review;
    EXPECT_TRUE(differs(shop(), stages, two_files()));
    stages = two_stages();
    stages.back().label = "Entities";
    EXPECT_TRUE(differs(shop(), stages, two_files()));
    stages.pop_back();
    EXPECT_TRUE(differs(shop(), stages, two_files()));

    auto files = two_files();
    files.front().content = "[]\n";
    EXPECT_TRUE(differs(shop(), two_stages(), files));
    files = two_files();
    files.front().path = "data-model/entities.md";
    EXPECT_TRUE(differs(shop(), two_stages(), files));
    files.pop_back();
    EXPECT_TRUE(differs(shop(), two_stages(), files));
}

TEST(manifest, of_nothing)
{
    const auto document = nlohmann::json::parse(manifest(shop(), {}, {}, {}));
    EXPECT_EQ(document.at("stages"), nlohmann::json::array());
    EXPECT_EQ(document.at("files"), nlohmann::json::array());
    EXPECT_EQ(document.at("validation").at("status"), "valid");
}

TEST(package_files, are_sorted_by_bytes)
{
    std::vector<package_file> files;
    for (const auto* const path : {"b", "a/b", "a", "a-b", "é", "B", "a.json", "a/B", "z"}) {
        files.push_back({path, path});
    }
    std::mt19937 random(7);
    for (int round = 0; round < 20; ++round) {
        std::shuffle(files.begin(), files.end(), random);
        sort_files(files);
        std::vector<std::string> paths;
        for (const auto& file : files) {
            EXPECT_EQ(file.content, file.path);
            paths.push_back(file.path);
        }
        // In ASCII: '-' before '.' before '/', and capitals before small letters.
        EXPECT_EQ(paths, (std::vector<std::string>{"B", "a", "a-b", "a.json", "a/B", "a/b", "b",
                                                   "z", "é"}));
    }
}

std::vector<std::string> section_paths(const std::vector<std::string>& names)
{
    std::vector<package_section> sections;
    for (const auto& name : names) {
        sections.push_back({name, "content of " + name});
    }
    const auto files = section_files(sections);
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < files.size(); ++i) {
        EXPECT_EQ(files[i].content, "content of " + names[i]);
        paths.push_back(files[i].path);
    }
    return paths;
}

using names = std::vector<std::string>;

TEST(section_files, are_named_by_slug)
{
    EXPECT_EQ(section_paths({"Dashboard", "User Settings", "Über uns"}),
              (names{"sections/dashboard.json", "sections/user-settings.json",
                     "sections/uber-uns.json"}));
    EXPECT_EQ(section_paths({}), names{});
}

TEST(section_files, of_one_name_are_numbered)
{
    EXPECT_EQ(section_paths({"Home", "home", "HOME!", "Höme"}),
              (names{"sections/home.json", "sections/home-2.json", "sections/home-3.json",
                     "sections/home-4.json"}));
}

TEST(section_files, numbers_skip_names_that_are_taken)
{
    EXPECT_EQ(section_paths({"Home 2", "Home", "Home", "Home 2", "Home"}),
              (names{"sections/home-2.json", "sections/home.json", "sections/home-3.json",
                     "sections/home-2-2.json", "sections/home-4.json"}));
}

TEST(section_files, are_no_devices_of_windows)
{
    EXPECT_EQ(
        section_paths({"Con", "con", "LPT1", "Com 1", "Console"}),
        (names{"sections/con-section.json", "sections/con-section-2.json",
               "sections/lpt1-section.json", "sections/com-1.json", "sections/console.json"}));
}

TEST(section_files, leave_the_name_of_the_whole)
{
    EXPECT_EQ(section_paths({"Sections", "sections 2"}),
              (names{"sections/sections-2.json", "sections/sections-2-2.json"}));
}

TEST(section_files, without_a_name_are_sections)
{
    EXPECT_EQ(section_paths({"", "日本", "Section", "../../etc/passwd"}),
              (names{"sections/section.json", "sections/section-2.json", "sections/section-3.json",
                     "sections/etc-passwd.json"}));
}

// File systems hold 255 bytes in a name.
TEST(section_files, have_names_that_file_systems_hold)
{
    const auto paths =
        section_paths({std::string(300, 'a'), std::string(300, 'a'), std::string(260, 'a') + "b"});
    std::set<std::string> distinct;
    for (const auto& path : paths) {
        EXPECT_LE(path.size(), std::string("sections/").size() + 255) << path;
        EXPECT_TRUE(path.ends_with(".json")) << path;
        EXPECT_TRUE(distinct.insert(path).second) << path;
    }
}

// Any names give as many distinct paths, without regard to case.
TEST(section_files, are_distinct)
{
    std::mt19937 random(9);
    constexpr std::array<std::string_view, 8> pieces = {"a", "A", "-2", "-3", " 2", "é", "日", ""};
    for (int round = 0; round < 300; ++round) {
        names given;
        for (auto count = random() % 30; count > 0; --count) {
            given.push_back(std::string(pieces.at(random() % pieces.size())) +
                            std::string(pieces.at(random() % pieces.size())));
        }
        const auto paths = section_paths(given);
        EXPECT_EQ(std::set<std::string>(paths.begin(), paths.end()).size(), given.size());
    }
}

// 16 MB of data hold half a million sections without a name.
// 16 MB of data hold half a million sections without a name. To try each name again from the first
// number on would be five thousand million tries: this would not come to its end.
TEST(section_files, of_many_equal_names_are_all_numbered)
{
    constexpr int count = 100'000;
    const auto files = section_files(std::vector<package_section>(count));
    ASSERT_EQ(files.size(), std::size_t{count});
    EXPECT_EQ(files.front().path, "sections/section.json");
    for (int number = 2; number <= count; ++number) {
        ASSERT_EQ(files[static_cast<std::size_t>(number - 1)].path,
                  "sections/section-" + std::to_string(number) + ".json");
    }
}

} // namespace
} // namespace sdp
