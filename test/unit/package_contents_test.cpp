#include "core/archive/zip_writer.hpp"
#include "core/json/members.hpp"
#include "core/package_check.hpp"
#include "core/package_contents.hpp"
#include "core/package_difference.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace {

using sdp::package_file;

std::vector<package_file> packed(std::vector<package_file> files)
{
    sdp::package_project project{
        .id = "1", .name = "Shop", .slug = "shop", .description = {}, .created_at = "now"};
    auto manifest = sdp::manifest_of(project, {}, files, {});
    files.push_back({std::string(sdp::manifest_path), std::move(manifest)});
    sdp::sort_files(files);
    return files;
}

std::string rules_of(const std::vector<package_file>& files)
{
    auto hashed = files;
    for (auto& file : hashed) {
        file.sha256.clear();
    }
    sdp::sort_files(hashed);
    std::string rules;
    for (const auto& one : sdp::package_findings({.files = hashed, .faults = {}})) {
        rules += one.rule + "(" + one.path + ") ";
    }
    return rules;
}

package_file& file(std::vector<package_file>& files, std::string_view path)
{
    for (auto& one : files) {
        if (one.path == path) {
            return one;
        }
    }
    throw std::logic_error("no such file");
}

TEST(package_check, finds_what_was_changed)
{
    const auto good = packed({{"product/definition.json", "{}\n"}, {"api/design.json", "{}\n"}});
    EXPECT_EQ(rules_of(good), "");
    auto files = good;
    file(files, "api/design.json").content = "{ }\n";
    EXPECT_EQ(rules_of(files), "package-file-altered(api/design.json) ");
    files = good;
    files.push_back({"extra.txt", ""});
    EXPECT_EQ(rules_of(files), "package-file-extra(extra.txt) ");
    files = good;
    std::erase_if(files, [](const auto& one) { return one.path == "api/design.json"; });
    EXPECT_EQ(rules_of(files), "package-file-missing(api/design.json) ");
    files = good;
    auto& manifest = file(files, "sdp.json").content;
    const std::string original = manifest;
    manifest.replace(manifest.find("Shop"), 4, "Shed");
    EXPECT_EQ(rules_of(files), "package-digest-wrong(sdp.json) ");
    for (const char* const text : {"", "[]", "{", "\xff", "{\"a\":\xff}"}) {
        manifest = text;
        EXPECT_EQ(rules_of(files), "package-manifest-malformed(sdp.json) ") << text;
    }
    manifest = std::string(100'000, '[');
    EXPECT_EQ(rules_of(files), "package-manifest-malformed(sdp.json) ");
    manifest = R"({"format": "sdp/2"})";
    EXPECT_EQ(rules_of(files), "package-format-unknown(sdp.json) ");
    std::erase_if(files, [](const auto& one) { return one.path == "sdp.json"; });
    EXPECT_EQ(rules_of(files), "package-manifest-missing(sdp.json) ");
}

TEST(package_check, knows_whose_file_it_is)
{
    EXPECT_EQ(sdp::stage_of_path("product/definition.json"), 1);
    EXPECT_EQ(sdp::stage_of_path("data-model/x"), 2);
    EXPECT_EQ(sdp::stage_of_path("sdp.json"), 9);
    EXPECT_EQ(sdp::stage_of_path("unknown/x"), 9);
    EXPECT_EQ(sdp::stage_of_path(""), 9);
}

TEST(members, are_found_without_a_tree)
{
    const auto found = *sdp::find_members(
        R"({"a": [{"name": "no"}], "project": {"name": "x", "more": {"name": "no"}}, "name": 1, "name": "yes"})",
        {"name", "project/name", "a/name", "project/more", "missing"});
    EXPECT_EQ(found[0].string, "yes");
    EXPECT_EQ(found[1].string, "x");
    EXPECT_FALSE(found[2].is_there);
    EXPECT_TRUE(found[3].is_there);
    EXPECT_FALSE(found[3].string.has_value());
    EXPECT_FALSE(found[4].is_there);
    EXPECT_FALSE(sdp::find_members("[]", {"a"}).has_value());
    EXPECT_FALSE(sdp::find_members("{", {"a"}).has_value());
    EXPECT_FALSE(sdp::find_members(R"([{"a": 1}])", {"a"}).has_value());
    EXPECT_TRUE(
        sdp::find_members("{\"a\": " + std::string(5000, '[') + std::string(5000, ']') + "}", {"a"})
            ->front()
            .is_there);
}

// The files of these sections, from their data and back again.
std::vector<std::string> stems_after_return(const std::vector<std::string>& names)
{
    std::vector<sdp::package_section> sections;
    for (const auto& name : names) {
        sections.push_back({name, nlohmann::json({{"name", name}, {"n", sections.size()}}).dump()});
    }
    auto files = sdp::section_files(sections);
    sdp::sort_files(files);
    std::vector<sdp::section_source> sources;
    for (const auto& one : files) {
        const auto stem = one.path.substr(9, one.path.size() - 9 - 5);
        sources.push_back({stem, one.content});
    }
    const auto data = nlohmann::json::parse(sdp::data_of_sections(sources));
    std::vector<sdp::package_section> again;
    for (const auto& section : data["sections"]) {
        again.push_back({section["name"], section.dump()});
    }
    auto returned = sdp::section_files(again);
    sdp::sort_files(returned);
    std::vector<std::string> wrong;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (files[i].path != returned[i].path ||
            nlohmann::json::parse(files[i].content) != nlohmann::json::parse(returned[i].content)) {
            wrong.push_back(files[i].path);
        }
    }
    return wrong;
}

TEST(sections, have_the_same_files_again)
{
    const std::vector<std::string> none;
    EXPECT_EQ(stems_after_return({"Home", "About"}), none);
    EXPECT_EQ(stems_after_return(std::vector<std::string>(25, "A")), none);
    EXPECT_EQ(stems_after_return({"A", "A", "A 2"}), none);
    EXPECT_EQ(stems_after_return({"A 2", "A", "A"}), none);
    EXPECT_EQ(stems_after_return({"A", "A 2", "A", "A 2", "a-2-2", "A"}), none);
    EXPECT_EQ(stems_after_return({"!", "?", "section", "Section 2"}), none);
    const std::string long_name(120, 'x');
    EXPECT_EQ(stems_after_return({long_name, long_name, long_name + "y"}), none);
}

TEST(sections, without_names_are_keyed_by_their_files)
{
    EXPECT_EQ(sdp::data_of_sections({{"home", "{}"}, {"b", R"({"name": "B"})"}}),
              R"({"sections": {"home": {}, "b": {"name": "B"}}})");
    EXPECT_EQ(sdp::data_of_sections({{"b", R"({"name": "B", "x": 1.10})"}}),
              R"({"sections": [{"name": "B", "x": 1.10}]})");
}

std::string refusal(const std::vector<package_file>& files)
{
    try {
        (void)sdp::contents_of_package(files);
        return "";
    } catch (const sdp::error& error) {
        return error.message + ": " + error.detail;
    }
}

TEST(package_contents, reads_files_by_their_names)
{
    const auto contents =
        sdp::contents_of_package({{"product/definition.json", R"({"name": "Shop"})"},
                                  {"product/definition.md", "# Shop"},
                                  {"database/schema.sql", "SELECT 1"},
                                  {"sections/b.json", R"({"name": "B"})"},
                                  {"sections/b.md", "ignored"},
                                  {"README.md", "ignored"}});
    EXPECT_EQ(contents.name, "Shop");
    EXPECT_TRUE(contents.stage(1).is_one_file);
    ASSERT_EQ(contents.stage(1).texts.size(), 1U);
    EXPECT_EQ(contents.stage(1).texts[0].content, "# Shop");
    EXPECT_FALSE(contents.stage(3).data.has_value());
    EXPECT_EQ(contents.stage(3).texts[0].format, sdp::output_format::sql);
    EXPECT_FALSE(contents.stage(7).is_one_file);
    EXPECT_TRUE(contents.stage(7).texts.empty());
    EXPECT_EQ(contents.stage(7).data, R"({"sections": [{"name": "B"}]})");
}

TEST(package_contents, takes_the_manifest_for_the_name)
{
    const auto contents = sdp::contents_of_package(
        {{"product/definition.json", R"({"name": "Shop"})"},
         {"sdp.json", R"({"project": {"name": "Corner Shop", "description": "Bread"}})"}});
    EXPECT_EQ(contents.name, "Corner Shop");
    EXPECT_EQ(contents.description, "Bread");
}

TEST(package_contents, tells_all_sections_from_one_of_that_name)
{
    const package_file one{"sections/sections.json", R"({"name": "Sections"})"};
    const package_file all{"sections/sections.json", R"({"sections": []})"};
    const package_file other{"sections/b.json", R"({"name": "B"})"};
    EXPECT_EQ(sdp::contents_of_package({all}).stage(7).data, all.content);
    EXPECT_EQ(sdp::contents_of_package({all, other}).stage(7).data, all.content);
    EXPECT_EQ(sdp::contents_of_package({one, other}).stage(7).data,
              R"({"sections": [{"name": "B"}, {"name": "Sections"}]})");
    EXPECT_EQ(sdp::contents_of_package({one}).stage(7).data,
              R"({"sections": [{"name": "Sections"}]})");
}

// Sections that are no objects have files, too.
TEST(package_contents, looks_at_no_file_of_a_section_beside_all_of_them)
{
    const std::string all = R"({"sections": ["Home", 1]})";
    const auto contents = sdp::contents_of_package({{"sections/sections.json", all},
                                                    {"sections/section.json", "\"Home\"\n"},
                                                    {"sections/section-2.json", "1\n"}});
    EXPECT_EQ(contents.stage(7).data, all);
}

TEST(package_contents, takes_the_file_of_all_sections_as_it_is_where_a_manifest_says_so)
{
    const std::string data = R"({"name": "not sections yet"})";
    const auto contents = sdp::contents_of_package(packed({{"sections/sections.json", data}}));
    EXPECT_EQ(contents.stage(7).data, data);
    EXPECT_TRUE(contents.stage(7).is_one_file);
}

TEST(package_contents, refuses_what_cannot_be_stored)
{
    EXPECT_NE(refusal({{"README.md", ""}}), "");
    EXPECT_EQ(refusal({{"api/design.json", "{\xff}"}}),
              "file \"api/design.json\" of the package cannot be imported: It is not UTF-8.");
    EXPECT_EQ(refusal({{"api/design.json", std::string("{\0}", 3)}}),
              "file \"api/design.json\" of the package cannot be imported: It has a NUL character "
              "in it.");
    EXPECT_EQ(refusal({{"sections/a.json", "[]"}}),
              "file \"sections/a.json\" of the package cannot be imported: It is no JSON object, "
              "or has a number out of range.");
}

std::string shown(const std::vector<package_file>& before, const std::vector<package_file>& after)
{
    std::string text;
    for (const auto& one : sdp::differences(before, after)) {
        text += fmt::format("{} {}{} ", name_of(one.kind), one.path, one.pointer);
    }
    return text;
}

TEST(differences, are_told_by_pointer)
{
    EXPECT_EQ(shown({{"a.json", "{}"}, {"sdp.json", "1"}}, {{"a.json", "{}"}, {"sdp.json", "2"}}),
              "");
    EXPECT_EQ(shown({{"a", "1"}, {"c", "1"}}, {{"b", "1"}, {"c", "2"}}),
              "removed a added b changed c ");
    EXPECT_EQ(shown({{"a.json", R"({"x": 1, "y/z": [1, 2], "gone": 0, "n": 1.0})"}},
                    {{"a.json", R"({"x": 2, "y/z": [1, 3, 4], "new": 0, "n": 1})"}}),
              "changed a.json/x changed a.json/y~1z/1 added a.json/y~1z/2 removed a.json/gone "
              "added a.json/new ");
    EXPECT_EQ(shown({{"a.json", "{}"}}, {{"a.json", "{ }"}}), "changed a.json ");
    EXPECT_EQ(shown({{"a.json", "{}"}}, {{"a.json", "{"}}), "changed a.json ");
    EXPECT_EQ(shown({{"a.json", "[1]"}}, {{"a.json", "{}"}}), "changed a.json ");
    std::string many = "[0";
    for (int i = 0; i < 100'000; ++i) {
        many += ",0";
    }
    EXPECT_EQ(shown({{"a.json", "[]"}}, {{"a.json", many + "]"}}), "changed a.json ");
}

} // namespace
