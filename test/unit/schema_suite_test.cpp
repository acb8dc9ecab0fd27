// The official JSON Schema Test Suite (dev/get-json-schema-suite), without a server.
#include "core/error.hpp"
#include "core/schema/compiler.hpp"
#include "core/schema/validator.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace sdp {
namespace {

namespace fs = std::filesystem;

const fs::path root = SDP_SOURCE_DIR;
const fs::path suite = root / ".pg/json-schema-suite";

std::string content_of(const fs::path& file)
{
    std::ifstream stream(file);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::vector<fs::path> json_files_in(const fs::path& folder)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".json") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

using registry = std::map<std::string, std::unique_ptr<json_tree>>;

// What the suite's references lead to: its own remotes, and the meta-schemas.
const registry& remotes()
{
    static const registry known = [] {
        registry made;
        for (const auto& file : json_files_in(suite / "remotes")) {
            made["http://localhost:1234/" + fs::relative(file, suite / "remotes").string()] =
                parsed_tree(content_of(file));
        }
        for (const auto& file : json_files_in(root / "meta-schemas")) {
            auto tree = parsed_tree(content_of(file));
            auto id = tree->member("$id")->string;
            if (id.ends_with('#')) {
                id.pop_back();
            }
            made[id] = std::move(tree);
        }
        return made;
    }();
    return known;
}

const json_tree* find_remote(const std::string& uri)
{
    const auto found = remotes().find(uri);
    return found == remotes().end() ? nullptr : found->second.get();
}

std::set<std::string> exceptions_of(const std::string& draft)
{
    std::set<std::string> cases;
    std::istringstream lines(content_of(root / "test/json_schema_exceptions.txt"));
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(draft + " | ")) {
            const auto begin = draft.size() + 3;
            cases.insert(line.substr(begin, line.rfind(" | ") - begin));
        }
    }
    return cases;
}

// The schema with the draft that its folder says, where it does not say one.
json_tree of_draft(json_tree schema, const std::string& draft)
{
    if (draft == "draft7" && schema.kind == json_kind::object && !schema.member("$schema")) {
        schema.members.emplace_back("$schema",
                                    json_tree{.kind = json_kind::string,
                                              .string = "http://json-schema.org/draft-07/schema#"});
        std::sort(schema.members.begin(), schema.members.end(),
                  [](const auto& one, const auto& other) {
                      return comes_before(one.first, other.first);
                  });
    }
    return schema;
}

// What came out, in the suite's words, or the error.
std::string outcome_of(const json_tree& schema, const schema_options& options,
                       const json_tree& instance)
{
    try {
        const auto program = compiled_schema(schema, options, find_remote);
        const schema_limits limits;
        const bool valid = schema_run(*program, limits).matches(tree_view(instance));
        const auto findings = schema_run(*program, limits).findings(tree_view(instance));
        if (valid != findings.empty()) {
            return "findings that contradict the answer";
        }
        return valid ? "valid" : "invalid";
    } catch (const error& fault) {
        return fault.message + ": " + fault.detail;
    }
}

class json_schema_suite : public testing::TestWithParam<const char*> {};

TEST_P(json_schema_suite, passes_but_for_the_exceptions)
{
    const std::string draft = GetParam();
    ASSERT_TRUE(fs::exists(suite / "tests" / draft)) << "dev/get-json-schema-suite fetches it";
    auto exceptions = exceptions_of(draft);
    int cases = 0;
    for (const auto& file : json_files_in(suite / "tests" / draft)) {
        const auto name = fs::relative(file, suite / "tests" / draft).string();
        const schema_options options{.asserts_format = name.starts_with("optional/format/")};
        const auto groups = parsed_tree(content_of(file));
        ASSERT_NE(groups, nullptr) << name;
        for (const auto& group : groups->elements) {
            const auto schema = of_draft(*group.member("schema"), draft);
            for (const auto& one : group.member("tests")->elements) {
                const auto title = name + " | " + group.member("description")->string + " | " +
                                   one.member("description")->string;
                const bool expected = one.member("valid")->boolean;
                const auto outcome = outcome_of(schema, options, *one.member("data"));
                const bool passes = outcome == (expected ? "valid" : "invalid");
                const bool excepted = exceptions.erase(title) > 0;
                EXPECT_NE(passes, excepted) << title << ": " << outcome;
                ++cases;
            }
        }
    }
    EXPECT_TRUE(exceptions.empty()) << "no such case: " << *exceptions.begin();
    EXPECT_GT(cases, 1'400);
}

INSTANTIATE_TEST_SUITE_P(draft, json_schema_suite, testing::Values("draft2020-12", "draft7"));

} // namespace
} // namespace sdp
