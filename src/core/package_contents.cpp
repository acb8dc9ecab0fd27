#include "core/package_contents.hpp"

#include "core/archive/entry_names.hpp"
#include "core/json/members.hpp"
#include "core/package_check.hpp"
#include "core/sqlstates.hpp"
#include "core/stages.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace sdp {

namespace {

constexpr std::string_view sections_folder = "sections/";
constexpr std::string_view json_suffix = ".json";

// A file whose text is an output of a stage, besides those that are named as the stage's json file.
struct named_text {
    int stage;
    output_format format;
    std::string_view path;
};
constexpr named_text other_texts[] = {
    {database_stage, output_format::sql, "database/schema.sql"},
    {sections_stage, output_format::md, "sections.md"},
    {infrastructure_stage, output_format::yaml, "infrastructure/docker-compose.yml"},
    {infrastructure_stage, output_format::yaml, "infrastructure/docker-compose.yaml"},
};

struct suffix {
    output_format format;
    std::string_view text;
};
constexpr suffix text_suffixes[] = {{output_format::md, ".md"},
                                    {output_format::sql, ".sql"},
                                    {output_format::yaml, ".yaml"},
                                    {output_format::yaml, ".yml"}};

std::string_view stem_of_path(std::string_view path)
{
    return path.substr(0, path.size() - json_suffix.size());
}

class reading {
public:
    explicit reading(const std::vector<package_file>& files)
    {
        for (const auto& file : files) {
            files_.emplace(file.path, &file);
        }
    }

    package_contents run()
    {
        bool any = false;
        for (int number = first_stage; number < last_stage; ++number) {
            auto& stage = result_.stages[static_cast<std::size_t>(number - first_stage)];
            read_data(stage, number);
            read_texts(stage, number);
            any = any || stage.data.has_value();
        }
        // A project without data has a package that is all but empty.
        if (!any && !has_manifest()) {
            throw error{sqlstate::package_refused, "the files are no Software Design Package",
                        "There is no file of a stage among them, such as product/definition.json.",
                        hint_without_stages()};
        }
        read_name();
        return std::move(result_);
    }

private:
    // The file's text, which can be stored; nothing where there is no such file.
    const std::string* find(std::string_view path) const
    {
        const auto found = files_.find(path);
        if (found == files_.end()) {
            return nullptr;
        }
        const auto& text = found->second->content;
        if (text.find('\0') != std::string::npos) {
            throw file_refused(path, "It has a NUL character in it.");
        }
        if (!is_utf8(text)) {
            throw file_refused(path, "It is not UTF-8.");
        }
        return &text;
    }

    static std::string as_sentence(std::string clause)
    {
        clause.front() = 'I'; // "it …"
        return clause + ".";
    }

    bool has_manifest() const
    {
        const auto* const text = find(manifest_path);
        const auto found = text == nullptr ? std::nullopt : find_members(*text, {"format"});
        return found && found->front().string == package_format;
    }

    void read_data(stage_contents& stage, int number)
    {
        stage.path = definition_of(number).package_file;
        const auto* const whole = find(stage.path);
        // A section that is called "Sections" has the name of the file for all of them.
        const bool is_a_part =
            number == sections_stage && whole != nullptr && is_one_section(*whole);
        if (whole != nullptr && !is_a_part) {
            stage.data = *whole;
            stage.is_one_file = true;
        } else if (number == sections_stage) {
            auto sections = separate_sections();
            if (is_a_part) {
                sections.push_back(
                    {std::string(stem_of_path(stage.path).substr(sections_folder.size())), *whole});
            }
            if (!sections.empty()) {
                stage.path = sections_folder;
                stage.data = data_of_sections(std::move(sections));
            }
        }
    }

    // In the format that manifests are of, it is always all of them.
    bool is_one_section(const std::string& text) const
    {
        const auto found = find_members(text, {"sections", "name"});
        return found && !(*found)[0].is_there && (*found)[1].string &&
               find(manifest_path) == nullptr;
    }

    std::vector<section_source> separate_sections() const
    {
        std::vector<section_source> sections;
        const auto whole = definition_of(sections_stage).package_file;
        for (auto at = files_.lower_bound(sections_folder);
             at != files_.end() && at->first.starts_with(sections_folder); ++at) {
            std::string_view name = at->first;
            if (name == whole || !name.ends_with(json_suffix)) {
                continue;
            }
            const auto* const content = find(name);
            if (const auto fault = fault_in_json(*content)) {
                throw file_refused(name, as_sentence(*fault));
            }
            sections.push_back(
                {std::string(stem_of_path(name).substr(sections_folder.size())), *content});
        }
        return sections;
    }

    void read_texts(stage_contents& stage, int number)
    {
        const auto stem = stem_of_path(definition_of(number).package_file);
        const auto add = [&](output_format format, const std::string& path) {
            const bool has_one =
                std::any_of(stage.texts.begin(), stage.texts.end(),
                            [format](const auto& text) { return text.format == format; });
            const auto* const text = has_one ? nullptr : find(path);
            if (text != nullptr) {
                stage.texts.push_back({format, path, *text});
            }
        };
        for (const auto& one : text_suffixes) {
            add(one.format, fmt::format("{}{}", stem, one.text));
        }
        for (const auto& one : other_texts) {
            if (one.stage == number) {
                add(one.format, std::string(one.path));
            }
        }
    }

    // Where the whole package stands in a folder, as the usual zip of a folder has it, that is
    // said.
    std::string hint_without_stages() const
    {
        for (const auto& [path, file] : files_) {
            for (const auto& definition : stage_definitions) {
                if (path.ends_with(fmt::format("/{}", definition.package_file))) {
                    return fmt::format("Paths begin at the top of the package: {}, not {}.",
                                       definition.package_file, path);
                }
            }
        }
        return "docs/package.md lists the files.";
    }

    void read_name()
    {
        if (const auto* const text = find(manifest_path)) {
            const auto found = find_members(*text, {"project/name", "project/description"});
            if (found) {
                result_.name = (*found)[0].string.value_or("");
                result_.description = (*found)[1].string;
            }
        }
        const auto& product = result_.stage(product_stage);
        if (is_blank(result_.name) && product.data) {
            const auto found = find_members(*product.data, {"name"});
            if (!found) {
                throw file_refused(
                    product.path,
                    as_sentence(fault_in_json(*product.data).value_or("it is no JSON object")));
            }
            result_.name = found->front().string.value_or("");
        }
    }

    std::map<std::string, const package_file*, std::less<>> files_;
    package_contents result_;
};

} // namespace

error file_refused(std::string_view path, std::string why)
{
    return {sqlstate::package_refused,
            fmt::format("file {} of the package cannot be imported", quoted_entry_name(path)),
            std::move(why)};
}

package_contents contents_of_package(const std::vector<package_file>& files)
{
    return reading(files).run();
}

} // namespace sdp
