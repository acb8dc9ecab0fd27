#include "core/schema/uri.hpp"

#include "engine/registered_schemas.hpp"

#include "engine/installed.hpp"
#include "engine/schema_programs.hpp"
#include "pg/identity.hpp"
#include "pg/settings.hpp"
#include "pg/snapshot.hpp"

#include <map>

namespace sdp::engine {

namespace {

constinit pg::statement read_by_name{R"(
    SELECT coalesce(s.custom_document, s.document) FROM sdp_engine.schemas s
    WHERE s.name {=} $1)"_sql,
                                     {TEXTOID}};

// A schema says its URI itself; its name serves where it says none.
constinit pg::statement read_by_uri{R"(
    SELECT coalesce(s.custom_document, s.document) FROM sdp_engine.schemas s
    WHERE s.name {=} $1 OR pg_catalog.rtrim(pg_catalog.jsonb_extract_path_text(
        coalesce(s.custom_document, s.document), '$id'), '#') {=} $1
    ORDER BY s.name {<>} $1, s.name LIMIT 1)"_sql,
                                    {TEXTOID}};

// A document as the statement sees it, in its bytes; empty where there is none.
std::string read(pg::session& session, pg::statement& how, const std::string& key)
{
    const pg::as_system_owner owner;
    const auto found = session.run(how, key).first<pg::jsonb_datum>();
    return found ? std::string(content_of(pg::jsonb_of(*found))) : std::string();
}

// A reference that is a bare name was resolved like any other.
std::string name_or_uri(const std::string& uri)
{
    return uri.starts_with(nameless_base) ? uri.substr(nameless_base.size()) : uri;
}

// What a compilation reads on its way: whoever keeps its program keeps that, too, to see whether it
// is still so.
class documents_read {
public:
    explicit documents_read(pg::session& session) : session_(session) {}

    const json_tree* find(const std::string& uri)
    {
        if (const auto* const meta = find_meta_schema(uri)) {
            return meta;
        }
        auto content = read(session_, read_by_uri, name_or_uri(uri));
        if (content.empty()) {
            return nullptr;
        }
        trees_.push_back(std::make_unique<json_tree>(tree_in(content)));
        contents_.emplace_back(uri, std::move(content));
        return trees_.back().get();
    }
    [[nodiscard]] auto take_contents() { return std::move(contents_); }

private:
    pg::session& session_;
    std::vector<std::unique_ptr<json_tree>> trees_{};
    std::vector<std::pair<std::string, std::string>> contents_{};
};

struct registered {
    std::optional<pg::snapshot_mark> seen_at{};
    std::string content;
    // By URI, what it refers to.
    std::vector<std::pair<std::string, std::string>> others{};
    std::shared_ptr<const schema_program> program{};
};

bool is_as_before(pg::session& session, const registered& known, const std::string& content)
{
    return known.content == content &&
           std::all_of(known.others.begin(), known.others.end(), [&](const auto& other) {
               return read(session, read_by_uri, name_or_uri(other.first)) == other.second;
           });
}

// Compiles what goes under a name.
std::shared_ptr<const schema_program> compiled(const std::string& name, std::string_view content,
                                               const schema_options& options,
                                               documents_read& others)
{
    schema_options with_base = options;
    if (kind_of_uri(name) == uri_kind::absolute) {
        with_base.base = name;
    }
    try {
        return compiled_schema(tree_in(content), with_base,
                               [&](const std::string& uri) { return others.find(uri); });
    } catch (const error& fault) {
        if (fault.sqlstate != sqlstate::invalid_schema) {
            throw;
        }
        throw error{sqlstate::invalid_schema, fmt::format("schema \"{}\" is not valid", name),
                    fmt::format("The {}: {}", fault.message, fault.detail), fault.hint};
    }
}

// Also of a meta-schema that is itself registered.
std::shared_ptr<const schema_program> registered_meta_program(pg::session& session, Jsonb* document)
{
    const auto uri = meta_schema_uri(document);
    if (find_meta_schema(uri) == nullptr) {
        if (const auto content = read(session, read_by_uri, uri); !content.empty()) {
            documents_read others(session);
            return compiled(uri, content, {}, others);
        }
    }
    return meta_program_of(document);
}

using programs_by_name = std::map<std::string, registered, std::less<>>;

// The program of what is registered now: the known one, where that is still so.
std::shared_ptr<const schema_program> current_program(pg::session& session, programs_by_name& known,
                                                      std::string_view name,
                                                      const schema_options& options,
                                                      const std::optional<pg::snapshot_mark>& now)
{
    std::string key(name);
    auto content = read(session, read_by_name, key);
    if (content.empty()) {
        throw error{sqlstate::schema_not_found,
                    fmt::format("schema \"{}\" does not exist", name),
                    {},
                    "SELECT sdp.register_schema(name, schema) registers one."};
    }
    const auto found = known.find(name);
    if (found != known.end() && is_as_before(session, found->second, content)) {
        found->second.seen_at = now;
        return found->second.program;
    }
    documents_read others(session);
    auto program = compiled(key, content, options, others);
    if (found == known.end() && known.size() >= pg::most_cached_schemas()) {
        known.clear();
    }
    known[std::move(key)] = {now, std::move(content), others.take_contents(), program};
    return program;
}

} // namespace

std::shared_ptr<const schema_program> registered_program(std::string_view name,
                                                         const schema_options& options)
{
    // Never destroyed: a library of a backend has no end to run code at.
    static auto* const with_formats = new programs_by_name;
    static auto* const without_formats = new programs_by_name;
    auto* const known = options.asserts_format ? with_formats : without_formats;
    const auto now = pg::mark_of_snapshot();
    if (const auto found = known->find(name);
        found != known->end() && now && found->second.seen_at == now) {
        return found->second.program;
    }
    std::optional<error> refused;
    {
        pg::session session(pg::session::access::read_only);
        require_installation(session);
        try {
            return current_program(session, *known, name, options, now);
        } catch (const error& why) {
            if (why.sqlstate != sqlstate::schema_not_found &&
                why.sqlstate != sqlstate::invalid_schema) {
                throw;
            }
            refused = why;
        }
    }
    // Thrown once the session has ended: validation of a stage goes on after it.
    throw *std::move(refused);
}

void require_registrable(pg::session& session, const std::string& name, pg::jsonb_datum schema)
{
    if (is_blank(name)) {
        throw error{sqlstate::blank_value, "name of a schema must not be blank"};
    }
    // Names are in an index, which takes no longer ones.
    constexpr std::size_t longest_name = 1'000;
    if (name.size() > longest_name) {
        throw error{sqlstate::invalid_argument, "name of a schema is too long",
                    fmt::format("It has {} bytes; {} are allowed.", name.size(), longest_name)};
    }
    auto* const document = pg::jsonb_of(schema);
    auto limits = server_limits();
    limits.most_findings = 1;
    const auto findings = schema_run(*registered_meta_program(session, document), limits)
                              .findings(pg::jsonb_view(document));
    if (!findings.empty()) {
        throw error{sqlstate::invalid_schema, fmt::format("schema \"{}\" is not valid", name),
                    fmt::format("\"{}\": {}.", findings.front().path, findings.front().message),
                    "SELECT * FROM sdp.check_schema(schema) says all that is wrong with it."};
    }
    documents_read others(session);
    static_cast<void>(compiled(name, content_of(document), {}, others));
}

} // namespace sdp::engine
