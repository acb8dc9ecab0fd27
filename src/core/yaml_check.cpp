#include "core/yaml_check.hpp"

#include <new>

#include <fmt/format.h>
#include <yaml.h>

namespace sdp {

namespace {

constexpr int deepest_yaml = 100;
constexpr int most_aliases = 1000;

class yaml_parser {
public:
    explicit yaml_parser(std::string_view text)
    {
        if (yaml_parser_initialize(&parser_) == 0) {
            throw std::bad_alloc();
        }
        yaml_parser_set_input_string(
            &parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    }
    ~yaml_parser() { yaml_parser_delete(&parser_); }
    yaml_parser(const yaml_parser&) = delete;
    yaml_parser& operator=(const yaml_parser&) = delete;

    // The kind of the next event; nothing when the text is malformed there.
    std::optional<yaml_event_type_t> next()
    {
        yaml_event_t event;
        if (yaml_parser_parse(&parser_, &event) == 0) {
            return std::nullopt;
        }
        const auto type = event.type;
        yaml_event_delete(&event);
        return type;
    }
    [[nodiscard]] content_fault fault() const
    {
        if (parser_.error == YAML_MEMORY_ERROR) {
            throw std::bad_alloc();
        }
        return {parser_.problem == nullptr ? "it cannot be read"
                                           : fmt::format("the parser {}", parser_.problem),
                parser_.problem_mark.line + 1, parser_.problem_mark.column + 1};
    }
    [[nodiscard]] content_fault fault_here(std::string message) const
    {
        return {std::move(message), parser_.mark.line + 1, parser_.mark.column + 1};
    }

private:
    yaml_parser_t parser_;
};

} // namespace

std::optional<content_fault> fault_in_yaml(std::string_view text)
{
    yaml_parser parser(text);
    int depth = 0;
    int aliases = 0;
    for (;;) {
        const auto event = parser.next();
        if (!event) {
            return parser.fault();
        }
        switch (*event) {
        case YAML_STREAM_END_EVENT:
            return std::nullopt;
        case YAML_SEQUENCE_START_EVENT:
        case YAML_MAPPING_START_EVENT:
            if (++depth > deepest_yaml) {
                return parser.fault_here(
                    fmt::format("it is nested more than {} levels deep", deepest_yaml));
            }
            break;
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT:
            --depth;
            break;
        case YAML_ALIAS_EVENT:
            if (++aliases > most_aliases) {
                return parser.fault_here(fmt::format("it has more than {} aliases", most_aliases));
            }
            break;
        default:
            break;
        }
    }
}

} // namespace sdp
