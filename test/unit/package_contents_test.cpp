#include "core/archive/zip_writer.hpp"
#include "core/json/canonical.hpp"
#include "core/json/members.hpp"
#include "core/package_check.hpp"
#include "core/package_contents.hpp"
#include "core/package_difference.hpp"
#include "core/schema/compiler.hpp"
#include "core/sha256.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace {

using sdp::package_file;

std::vector<package_file> packed(std::vector<package_file> files)
{
    sdp::package_project project{.id = "00000000-0000-4000-8000-000000000001",
                                 .name = "Shop",
                                 .slug = "shop",
                                 .description = {},
                                 .created_at = "2026-03-01T08:00:00.000000Z"};
    const std::vector<sdp::package_stage> stages{
        {.number = 1, .label = "Product", .status = sdp::stage_status::active, .version = {}},
        {.number = 2, .label = "Data Model", .status = sdp::stage_status::locked, .version = 1}};
    auto manifest = sdp::manifest_of(project, stages, files, {});
    files.push_back({std::string(sdp::manifest_path), std::move(manifest)});
    sdp::sort_files(files);
    return files;
}

// The schema of manifests, as the library has it.
const sdp::schema_program& manifest_schema()
{
    static const auto program = [] {
        std::ifstream input(std::string(SDP_SOURCE_DIR) + "/schemas/manifest.schema.json");
        const std::string text{std::istreambuf_iterator<char>(input), {}};
        return sdp::compiled_schema(*sdp::parsed_tree(text), {},
                                    [](const std::string& /*uri*/) { return nullptr; });
    }();
    return *program;
}

std::vector<sdp::finding> findings_of(const std::vector<package_file>& files)
{
    auto hashed = files;
    for (auto& file : hashed) {
        file.sha256.clear();
    }
    sdp::sort_files(hashed);
    return sdp::package_findings({.files = hashed, .faults = {}}, manifest_schema());
}

std::string rules_of(const std::vector<package_file>& files)
{
    std::string rules;
    for (const auto& one : findings_of(files)) {
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

// The findings of a package whose manifest is that text.
std::string said_of_manifest(const std::string& text)
{
    auto files = packed({{"a.json", "{}\n"}, {"b.json", "{}\n"}});
    file(files, "sdp.json").content = text;
    std::string said;
    for (const auto& one : findings_of(files)) {
        said += one.rule + ": " + one.message + "\n";
    }
    return said;
}

nlohmann::json good_manifest()
{
    auto files = packed({{"a.json", "{}\n"}, {"b.json", "{}\n"}});
    return nlohmann::json::parse(file(files, "sdp.json").content);
}

// The text of a manifest with the digest that it should have.
std::string digested(nlohmann::json manifest)
{
    auto signed_part = manifest;
    signed_part.erase("digest");
    signed_part.erase("validation");
    manifest["digest"] = "sha256:" + sdp::sha256_of(sdp::canonical_json(signed_part));
    return manifest.dump();
}

TEST(package_check, takes_the_schema_of_manifests)
{
    const auto good = good_manifest();
    EXPECT_EQ(said_of_manifest(digested(good)), "");
    const std::string invalid = "package-manifest-invalid: the manifest is not as its schema says";
    auto manifest = good;
    manifest["project"] = nullptr;
    EXPECT_EQ(said_of_manifest(digested(manifest)),
              invalid + " at /project: expected object, found null\n");
    manifest = good;
    manifest.erase("stages");
    manifest.erase("validation");
    EXPECT_EQ(said_of_manifest(digested(manifest)), invalid + ": property \"stages\" is missing\n" +
                                                        invalid +
                                                        ": property \"validation\" is missing\n");
    manifest = good;
    for (const char* const time : {"yesterday", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.6Z",
                                   "2026-01-02T03:04:05.000006+00:00"}) {
        manifest["project"]["createdAt"] = time;
        EXPECT_TRUE(
            said_of_manifest(digested(manifest)).starts_with(invalid + " at /project/createdAt"))
            << time;
    }
    manifest = good;
    manifest["files"][0]["path"] = "a.";
    EXPECT_TRUE(said_of_manifest(digested(manifest)).starts_with(invalid + " at /files/0/path"));
    manifest = good;
    manifest["files"][0]["size"] = 2.5;
    EXPECT_TRUE(said_of_manifest(digested(manifest)).starts_with(invalid + " at /files/0/size"));
    for (const char* const text :
         {R"({"format": "sdp/1"})", R"({"format": "sdp/1", "files": [1, {}, {"path": 1}]})",
          R"({"format": "sdp/1", "files": {}, "stages": 1, "digest": 1})"}) {
        EXPECT_TRUE(said_of_manifest(text).starts_with(invalid)) << text;
        EXPECT_EQ(said_of_manifest(text).find("manifest-malformed"), std::string::npos) << text;
    }
}

TEST(package_check, wants_lists_in_order)
{
    const auto good = good_manifest();
    auto manifest = good;
    std::swap(manifest["files"][0], manifest["files"][1]);
    EXPECT_EQ(said_of_manifest(digested(manifest)),
              "package-manifest-unsorted: the manifest's files are not in ascending order: "
              "\"a.json\" after \"b.json\"\n");
    manifest = good;
    manifest["files"].insert(manifest["files"].begin(), manifest["files"][0]);
    EXPECT_EQ(said_of_manifest(digested(manifest)),
              "package-file-twice: the manifest lists a file twice: \"a.json\"\n");
    manifest = good;
    manifest["stages"][1]["number"] = 1;
    EXPECT_EQ(said_of_manifest(digested(manifest)),
              "package-manifest-unsorted: the manifest's stages are not in ascending order: 1 "
              "after 1\n");
    manifest = good;
    manifest["stages"].erase(0);
    EXPECT_EQ(said_of_manifest(digested(manifest)), "") << "those that the project has";
}

TEST(package_check, says_why_a_manifest_cannot_be_read)
{
    const std::string text = digested(good_manifest());
    const std::string malformed = "package-manifest-malformed: the manifest cannot be read: ";
    EXPECT_EQ(said_of_manifest("\xEF\xBB\xBF" + text),
              malformed + "it begins with a byte order mark\n");
    EXPECT_EQ(said_of_manifest("{\"format\": \"sdp/2\", " + text.substr(1)),
              malformed + "one of its objects has the member \"format\" twice\n");
    auto twice = text;
    twice.insert(twice.find("\"slug\""), "\"slug\": \"b\", ");
    EXPECT_EQ(said_of_manifest(twice),
              malformed + "one of its objects has the member \"slug\" twice\n");
    const std::string large = text + std::string(17'000'000 - text.size(), ' ');
    EXPECT_EQ(said_of_manifest(large), malformed + "it has 17000000 bytes, more than 16777216\n");
    // Each value takes memory, whatever its size in the text.
    std::string values = R"({"a": [{})";
    for (int i = 0; i < 200'000; ++i) {
        values += ",{}";
    }
    EXPECT_EQ(said_of_manifest(values + "]}"), malformed + "it has more than 200000 values\n");
    EXPECT_EQ(said_of_manifest("[]"), malformed + "it is no JSON object\n");
    EXPECT_EQ(said_of_manifest("{"), malformed + "it is no JSON at byte 2\n");
    EXPECT_EQ(said_of_manifest(R"({"a": 1e400})"), malformed + "it has a number out of range\n");
    EXPECT_EQ(said_of_manifest(R"({"a": "\ud800"})"),
              malformed + "it has half of a surrogate pair before byte 14\n");
    EXPECT_EQ(said_of_manifest(text + std::string("\0x", 2)),
              malformed + "it has a NUL character in it\n");
    EXPECT_EQ(said_of_manifest("\xff"), malformed + "it is not UTF-8\n");
    EXPECT_EQ(said_of_manifest(std::string(100, '[')),
              malformed + "it is nested more than 50 levels deep\n");
}

// They are under the digest, whatever their names and numbers.
TEST(package_check, takes_unknown_members)
{
    auto manifest = good_manifest();
    manifest["\u00e9"] = 1.5;
    manifest["\U0001F600"] = {{"\ufb33", 1e100}, {"\u20ac", nullptr}};
    const auto text = digested(manifest);
    EXPECT_EQ(said_of_manifest(text), "");
    manifest = nlohmann::json::parse(text);
    manifest["\u00e9"] = 1.25;
    EXPECT_TRUE(said_of_manifest(manifest.dump()).starts_with("package-digest-wrong: "));
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

TEST(members, that_are_there_twice_are_found)
{
    EXPECT_EQ(sdp::member_twice(R"({"a": [{"b": 1}, {"b": 2}], "b": {"a": 1}})"), std::nullopt);
    EXPECT_EQ(sdp::member_twice(R"({"a": [{"b": 1, "\u0062": {}}], "a": 2})"), "b");
    EXPECT_EQ(sdp::member_twice(R"({"": 1, "a": {}, "": 2})"), "");
    EXPECT_EQ(sdp::member_twice(R"({"a": 1, "b)"), std::nullopt);
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
    EXPECT_EQ(sdp::contents_of_package({{"sections/words.json", "\"words\""},
                                        {"sections/list.json", "[1]"},
                                        {"sections/home.json", R"({"name": "Home"})"}})
                  .stage(7)
                  .data,
              R"({"sections": {"home": {"name": "Home"}, "list": [1], "words": "words"}})");
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

// The same name twice gives the files of either again beside one that has none, whose stem is cut.
TEST(sections, without_names_are_in_an_order_that_gives_their_files_again)
{
    const std::string name(120, 'x');
    const auto first = std::string(100, 'x');
    const auto second = std::string(98, 'x') + "-2";
    const auto of_name = fmt::format(R"({{"name": "{}"}})", name);
    EXPECT_EQ(sdp::data_of_sections({{second, of_name}, {first, of_name}, {"home", "{}"}}),
              fmt::format(R"({{"sections": {{"{}": {}, "home": {{}}, "{}": {}}}}})", first, of_name,
                          second, of_name));
}

TEST(package_contents, takes_the_package_of_a_project_without_data)
{
    EXPECT_EQ(sdp::contents_of_package(
                  {{"README.md", ""},
                   {"sdp.json", R"({"format": "sdp/1", "project": {"name": "Empty"}})"}})
                  .name,
              "Empty");
    EXPECT_NE(refusal({{"sdp.json", R"({"format": "sdp/2", "project": {"name": "Empty"}})"}}), "");
}

TEST(package_check, says_that_there_is_more)
{
    std::vector<package_file> more;
    for (int i = 0; i < 1001; ++i) {
        more.push_back({fmt::format("f{}", i), ""});
    }
    auto files = packed({{"a.json", "{}\n"}});
    files.insert(files.end(), more.begin(), more.end());
    const auto findings = findings_of(files);
    ASSERT_EQ(findings.size(), 1001U);
    EXPECT_EQ(findings.back().rule, "package-more-findings");
    const std::vector<sdp::zip_fault> faults(sdp::most_zip_faults);
    EXPECT_EQ(sdp::zip_findings(faults).back().rule, "package-more-findings");
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
    const auto said_of = [](const char* text) {
        const auto whole = refusal({{"sections/a.json", text}});
        return whole.substr(whole.find(": ") + 2);
    };
    EXPECT_EQ(said_of(""), "It is no JSON at byte 1.");
    EXPECT_EQ(said_of("["), "It is no JSON at byte 2.");
    EXPECT_EQ(said_of("1, \"b\": 2"), "It is no JSON at byte 2.");
    EXPECT_EQ(said_of("1e400"), "It has a number out of range.");
    EXPECT_EQ(said_of("\xEF\xBB\xBF{}"), "It begins with a byte order mark.");
    EXPECT_EQ(refusal({{"product/definition.json", "[]"}}),
              "file \"product/definition.json\" of the package cannot be imported: It is no JSON "
              "object.");
}

TEST(package_contents, says_where_paths_begin)
{
    const auto hint = [](const std::vector<package_file>& files) {
        try {
            (void)sdp::contents_of_package(files);
            return std::string();
        } catch (const sdp::error& error) {
            return error.hint;
        }
    };
    EXPECT_EQ(hint({{"shop/README.md", ""}, {"shop/product/definition.json", "{}"}}),
              "Paths begin at the top of the package: product/definition.json, not "
              "shop/product/definition.json.");
    EXPECT_EQ(hint({{"shop/README.md", ""}}), "docs/package.md lists the files.");
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
