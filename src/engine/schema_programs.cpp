#include "engine/schema_programs.hpp"

#include "engine/embedded_files.hpp"
#include "pg/settings.hpp"

#include <list>
#include <map>
#include <unordered_map>

namespace sdp::engine {

namespace {

constexpr std::string_view default_meta_schema = "https://json-schema.org/draft/2020-12/schema";

// The schemas compiled last, the latest first.
class program_cache {
public:
    using program = std::shared_ptr<const schema_program>;

    template <typename Compile> program get(std::string_view content, Compile compile)
    {
        // Mostly it is the one of the row before.
        if (!programs_.empty() && programs_.front().content == content) {
            return programs_.front().compiled;
        }
        if (const auto found = by_content_.find(content); found != by_content_.end()) {
            programs_.splice(programs_.begin(), programs_, found->second);
            return programs_.front().compiled;
        }
        auto compiled = compile();
        while (!programs_.empty() && programs_.size() >= pg::most_cached_schemas()) {
            by_content_.erase(programs_.back().content);
            programs_.pop_back();
        }
        programs_.push_front({std::string(content), std::move(compiled)});
        by_content_.emplace(programs_.front().content, programs_.begin());
        return programs_.front().compiled;
    }

private:
    struct entry {
        std::string content;
        program compiled;
    };
    std::list<entry> programs_;
    // The keys are in the entries, which do not move.
    std::unordered_map<std::string_view, std::list<entry>::iterator> by_content_;
};

// Never destroyed: a library of a backend has no end to run code at.
program_cache& cache_of(const schema_options& options)
{
    static auto* const with_formats = new program_cache;
    static auto* const without_formats = new program_cache;
    return options.asserts_format ? *with_formats : *without_formats;
}

} // namespace

const json_tree* find_meta_schema(const std::string& uri)
{
    // Read when first needed.
    static const auto* const known = [] {
        auto* const made = new std::map<std::string, std::unique_ptr<json_tree>>;
        for (std::size_t i = 0; i < embedded_file_count; ++i) {
            if (!embedded_files[i].name.starts_with("meta-schemas/")) {
                continue;
            }
            auto tree = parsed_tree(embedded_files[i].content);
            std::string id = tree->member("$id")->string;
            if (id.ends_with('#')) {
                id.pop_back();
            }
            made->emplace(std::move(id), std::move(tree));
        }
        return made;
    }();
    const auto found = known->find(uri);
    return found == known->end() ? nullptr : found->second.get();
}

std::string_view content_of(Jsonb* document)
{
    return {VARDATA(document), VARSIZE(document) - VARHDRSZ};
}

json_tree tree_in(std::string_view content)
{
    // jsonb is read where it is aligned and has its header.
    auto* const document = pg::call([&] {
        auto* const copy = static_cast<Jsonb*>(palloc(content.size() + VARHDRSZ));
        SET_VARSIZE(copy, content.size() + VARHDRSZ);
        memcpy(VARDATA(copy), content.data(), content.size());
        return copy;
    });
    return tree_of(pg::jsonb_view(document));
}

std::shared_ptr<const schema_program> program_of(Jsonb* schema, const schema_options& options)
{
    return cache_of(options).get(content_of(schema), [&] {
        return compiled_schema(tree_of(pg::jsonb_view(schema)), options, find_meta_schema);
    });
}

std::string meta_schema_uri(Jsonb* schema)
{
    std::string uri(default_meta_schema);
    if (const auto named = pg::jsonb_view(schema).member("$schema");
        named && named->kind() == json_kind::string) {
        uri = named->string();
        if (uri.ends_with('#')) {
            uri.pop_back();
        }
    }
    return uri;
}

std::shared_ptr<const schema_program> meta_program_of(Jsonb* schema)
{
    const auto uri = meta_schema_uri(schema);
    const auto* const meta = find_meta_schema(uri);
    if (meta == nullptr) {
        throw error{sqlstate::invalid_schema, fmt::format("meta-schema \"{}\" is not known", uri),
                    "Schemas are of draft 2020-12 or draft 7."};
    }
    static auto* const compiled =
        new std::map<const json_tree*, std::shared_ptr<const schema_program>>;
    auto& program = (*compiled)[meta];
    if (program == nullptr) {
        program = compiled_schema(*meta, {}, find_meta_schema);
    }
    return program;
}

schema_limits server_limits()
{
    return {.interrupt = pg::check_for_interrupts, .check_stack = pg::require_stack};
}

} // namespace sdp::engine
